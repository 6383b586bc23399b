"""Networks, which take a tensor and give something that is no picture any more."""

from __future__ import annotations

from pipecheck.sources.python import layers
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Call, Parameter, Reference, Value

FEEDS = (
    ".run", ".run_async", ".run_with_iobinding", ".setInput", ".set_input", ".infer", ".inference", ".predict", ".feed", ".bind_cpu_input",
)  # fmt: skip
"""Methods that hand a tensor to a network."""
_MAKERS = (
    "torchvision.models.", "timm.create_model", "timm.models.", "torch.load", "torch.jit.", "torch.hub.load", "torch.nn.", "torch.compile",
    "onnxruntime.", "openvino.", "hobot_dnn.", "hbm_runtime.", "bpu_infer_lib.", "keras.models.", "tensorflow.keras.models.",
    "tensorflow.keras.applications.", "keras.applications.", "tensorflow.saved_model.",
)  # fmt: skip
_NO_NETWORKS = ("torch.nn.functional.", "torch.nn.Sequential", "torch.nn.Identity")
_WORDS = ("model", "net", "network", "backbone", "session", "classifier", "detector")


def is_network(callee: Value) -> bool:
    """Whether *callee* is a network: made by a library of networks, or handed in under such a name."""
    root = callee
    while isinstance(root, Call) and root.args and root.name.startswith((".", "@", "[]")):
        root = root.args[0]
    match root:
        case Call(name=name) | Reference(name=name):
            return (
                name.startswith(_MAKERS)
                and not name.startswith(_NO_NETWORKS)
                and ".transforms" not in name
                and "preprocess_input" not in name
            )
        case Own(kind="instance"):
            return layers.is_network(root)
        case Parameter(name=name):
            return name.lower() in _WORDS
        case _:
            return False
