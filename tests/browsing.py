"""A browser without a window, told what to do over a pipe, and what it said and asked for meanwhile."""

import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
BROWSER = None if sys.platform == "win32" else next(filter(None, map(shutil.which, NAMES)), None)  # where no pipe can be handed down
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe", "about:blank"),
)
HANDING = """
import os, sys
ends = [os.dup(int(end)) for end in sys.argv[1:3]]
for number, end in zip((3, 4), [os.dup(end) for end in ends]):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""A browser reads commands from 3 and writes answers to 4."""
SECONDS = 60


class Browser:
    """One page; *events* are all that it told of its own accord."""

    def __init__(self, taken, told):
        self.taken, self.told, self.session = taken, told, None
        self.numbers, self.events, self.rest = itertools.count(1), [], b""

    def do(self, method, **parameters):
        """The answer to a command of the DevTools protocol."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters, **({"sessionId": self.session} if self.session else {})}
        os.write(self.taken, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def ask(self, expression):
        """The value of *expression* in the page, whose own policy lets nothing run but the debugger."""
        said = self.do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    def size(self, width, height=900):
        """Gives the page a window of so many pixels, a phone's where it is narrow."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)

    def look(self, scheme="light", media="screen"):
        """Wants it light or dark, on a screen or on paper."""
        self.do("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, key, code, text=""):
        """Presses a key, as a hand would."""
        key = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.do("Input.dispatchKeyEvent", type="keyDown", text=text, **key)
        self.do("Input.dispatchKeyEvent", type="keyUp", **key)

    def screenshot(self):
        """A PNG of the whole page."""
        return base64.b64decode(self.do("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"])

    def printed(self):
        """The page as a PDF."""
        return base64.b64decode(self.do("Page.printToPDF")["data"])

    def _next(self):
        while b"\0" not in self.rest:
            data = os.read(self.told, 1 << 16)
            assert data, "the browser is gone"
            self.rest += data
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)


@contextmanager
def browsing(profile):
    """A browser with an empty page, gone in the end; one that hangs is ended."""
    (theirs, taken), (told, answers) = os.pipe(), os.pipe()

    handing = [sys.executable, "-c", HANDING, str(theirs), str(answers), BROWSER]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*handing, *FLAGS, f"--user-data-dir={profile}"], pass_fds=(theirs, answers), **quiet) as process:
        os.close(theirs)
        os.close(answers)
        end = threading.Timer(SECONDS, process.kill)
        end.start()
        try:
            yield Browser(taken, told)
        finally:
            end.cancel()
            process.kill()
            os.close(taken)
            os.close(told)


def opened(browser, page):
    """Shows the file *page*, once it is whole, and everything that was told on the way."""
    targets = browser.do("Target.getTargets")["targetInfos"]
    target = next(each["targetId"] for each in targets if each["type"] == "page")
    browser.session = browser.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for part in ("Page", "Runtime", "Log", "Network"):
        browser.do(f"{part}.enable")
    browser.do("Page.navigate", url=page.as_uri())
    while not any(event["method"] == "Page.loadEventFired" for event in browser.events):
        browser.events.append(browser._next())
    return browser
