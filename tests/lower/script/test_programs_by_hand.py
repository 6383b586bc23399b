"""Small programs put together at random: what is read of them makes their tensor, whatever the size of the picture."""

from __future__ import annotations

from agreeing import picture
from followed import chain_of, same, theirs
from hypothesis import given, settings
from hypothesis import strategies as st

from pipecheck_transformers.errors import StepError

ROUNDINGS = (
    "int({})",
    "round({})",
    "int(round({}))",
    "int({} + 0.5)",
    "int(np.ceil({}))",
    "int(np.floor({}))",
    "int(np.round({}))",
    "max(int({}), 1)",
)
RATIOS = (
    "{a} / min(h, w)",
    "{a} / max(h, w)",
    "min({a} / h, {b} / w)",
    "max({a} / h, {b} / w)",
    "min({a} / h, {b} / w, 1.0)",
    "{a} / h",
    "float({a}) / w",
    "{a} / 100",
)
KERNELS = ("", ", interpolation=cv2.INTER_AREA", ", interpolation=cv2.INTER_NEAREST", ", cv2.INTER_CUBIC")
OFFSETS = ("({}) // 2", "int(round(({}) / 2))", "int(({}) / 2)", "({} + 1) // 2", "max(0, ({}) // 2)", "0", "3")
BORDERS = ("cv2.BORDER_CONSTANT, value=(1, 2, 3)", "cv2.BORDER_CONSTANT, value=114", "cv2.BORDER_REPLICATE", "cv2.BORDER_CONSTANT")
PLAIN = (
    "x = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)",
    "x = x[:, :, ::-1]",
    "x = cv2.merge(cv2.split(x)[::-1])",
    "x = cv2.flip(x, 1)",
    "x = np.ascontiguousarray(x)",
    "x = x.astype(np.float32)",
    "if x.shape[2] == 4:\n    x = x[:, :, :3]",
    "if x.ndim == 2:\n    x = np.stack([x] * 3, -1)",
)
lengths = st.integers(9, 90)


@st.composite
def resizes(draw):
    a, b, kernel = draw(lengths), draw(lengths), draw(st.sampled_from(KERNELS))
    how = draw(st.sampled_from(("ratio", "branches", "constant", "guarded", "conditional")))
    rounding = draw(st.sampled_from(ROUNDINGS))
    match how:
        case "constant":
            return [f"x = cv2.resize(x, ({a}, {b}){kernel})"]
        case "branches":
            wide, tall = rounding.format(f"{a} * w / h"), rounding.format(f"h * ({a} / w)")
            body = ["if h < w:", f"    nh, nw = {a}, {wide}", "else:", f"    nh, nw = {tall}, {a}"]
        case _:
            ratio = draw(st.sampled_from(RATIOS)).format(a=a, b=b)
            body = [f"r = {ratio}", f"nh, nw = {rounding.format('h * r')}, {rounding.format('w * r')}"]
    call = f"x = cv2.resize(x, (nw, nh){kernel})"
    match how:
        case "guarded":
            body += ["if x.shape[:2] != (nh, nw):", f"    {call}"]
        case "conditional":
            body += [f"if max(h, w) > {b}:", f"    {call}"]
        case _:
            body += [call]
    return ["h, w = x.shape[:2]", *body]


@st.composite
def crops(draw):
    a, b, offset = draw(st.integers(5, 40)), draw(st.integers(5, 40)), draw(st.sampled_from(OFFSETS))
    side = draw(st.booleans())
    first = ["h, w = x.shape[:2]", *(["a = b = min(h, w)"] if side else [f"a, b = {a}, {b}"])]
    return [*first, f"y, z = {offset.format('h - a')}, {offset.format('w - b')}", "x = x[y:y + a, z:z + b]"]


@st.composite
def borders(draw):
    a, b, border = draw(st.integers(80, 130)), draw(st.integers(80, 130)), draw(st.sampled_from(BORDERS))
    offset, divisor = draw(st.sampled_from(OFFSETS)), draw(st.sampled_from((4, 16, 32)))
    kind = draw(st.sampled_from(("border", "canvas", "multiple", "constant", "square")))
    sizes = {
        "multiple": [f"th, tw = -(-h // {divisor}) * {divisor}, -(-w // {divisor}) * {divisor}"],
        "square": ["th = tw = max(h, w)"],
    }
    first = ["h, w = x.shape[:2]", *sizes.get(kind, [f"th, tw = {a}, {b}"])]
    place = [f"y, z = {offset.format('th - h')}, {offset.format('tw - w')}"]
    match kind:
        case "canvas":
            dtype = draw(st.sampled_from(("np.uint8", "np.float32")))
            return [*first, *place, f"c = np.full((th, tw, 3), 114, dtype={dtype})", "c[y:y + h, z:z + w] = x", "x = c"]
        case "constant":
            return [f"x = cv2.copyMakeBorder(x, {a}, 1, {b}, 2, {border})"]
        case _:
            return [*first, *place, f"x = cv2.copyMakeBorder(x, y, th - h - y, z, tw - w - z, {border})"]


@st.composite
def programs(draw):
    plain = st.sampled_from(PLAIN).map(lambda text: text.split("\n"))
    parts = draw(st.lists(st.one_of(resizes(), crops(), borders(), plain), min_size=1, max_size=4))
    return "def f(x):\n" + "".join(f"    {line}\n" for part in parts for line in part) + "    return x\n"


@settings(max_examples=40, deadline=None)
@given(programs(), st.lists(st.tuples(st.integers(6, 140), st.integers(6, 140)), min_size=3, max_size=6))
def test_what_is_read_makes_the_tensor_of_the_program(source, sizes):
    runnable = chain_of(source)
    for size in sizes if runnable else ():
        expected = theirs(source, picture(*size))
        if expected is None or not expected.size:
            continue  # it fails, or there is nothing left of the picture
        try:
            made = runnable(picture(*size))
        except StepError:
            continue  # what does not fit is refused, where a slice would be cut short
        same(made, expected)
