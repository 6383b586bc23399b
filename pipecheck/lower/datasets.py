"""The transform that a data set or a loader of torch's applies to its pictures."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script import networks
from pipecheck.sources.python import samples
from pipecheck.sources.pyvalues import Call, Constant, Items, Value

_SETS = "torchvision.datasets."
_FILMS = ("HMDB51", "Kinetics", "MovingMNIST", "UCF101")
"""These give films, and no pictures."""
_PLACES = {
    "ImageFolder": 1, "CIFAR10": 2, "CIFAR100": 2, "MNIST": 2, "FashionMNIST": 2, "KMNIST": 2, "SVHN": 2, "Flowers102": 2, "Food101": 2,
    "CocoDetection": 2, "CocoCaptions": 2, "DatasetFolder": 3, "FakeData": 3,
}  # fmt: skip
"""Which argument the transform is where it is not named."""
_GRAY = ("MNIST", "FashionMNIST", "KMNIST", "EMNIST", "QMNIST", "USPS", "Omniglot")


def unwrapped(value: Value) -> Value:
    """What is done to a picture of the data set *value*, or what stands beside a network; anything else as it is."""
    match value:
        case Items(items=(Call() as one, Call() as other)) if networks.is_network(one) != networks.is_network(other):
            return unwrapped(other if networks.is_network(one) else one)
    inner = samples.held(value).data
    if not is_set(inner):
        return value
    try:
        found = transform(inner)
    except NotReadError:
        return value
    return value if found is None else found


def is_set(value: Value) -> bool:
    """Whether *value* is a data set of torchvision's, which gives a picture first and then what it shows."""
    return isinstance(value, Call) and value.name.startswith(_SETS) and _short(value)[:1].isupper() and _short(value) not in _FILMS


def is_gray(value: Value) -> bool:
    """Whether the pictures of *value* have a single channel."""
    return isinstance(value, Call) and _short(value) in _GRAY


def transform(value: Value) -> Value | None:
    """What the data set *value* does to its pictures; None where it does nothing, NotReadError where it cannot be told."""
    assert isinstance(value, Call)
    words, place = value.kwargs, _PLACES.get(_short(value))
    if not {"**", "transforms", "loader"}.isdisjoint(words) or (place is None and len(value.args) > 2):
        raise NotReadError("its transform or its reader is not told")
    second = value.args[place] if place is not None and len(value.args) > place else None
    found = words.get("transform", second)
    return None if isinstance(found, Constant) and found.value is None else found


def _short(value: Call) -> str:
    return value.name.rpartition(".")[2]
