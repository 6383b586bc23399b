"""OpenMMLab's configs inherit from one another, and what cannot be found is said once."""

from __future__ import annotations

import pytest

from pipecheck.sources import mmconfig, mmvalues
from pipecheck.sources.pyvalues import Constant, Items, Unread


def plain(value):
    """A value as Python data; what could not be read is a text with a question mark."""
    match value:
        case Constant():
            return value.value
        case Items():
            return [plain(item) for item in value.items]
        case Unread():
            return f"?{value.reason}"
        case None:
            return None
        case _:
            pairs = mmvalues.table(value)
            return {key: plain(item) for key, item in pairs.items()} if pairs is not None else f"?{value.text}"


@pytest.fixture
def write(tmp_path):
    def written(**files):
        for name, source in files.items():
            path = tmp_path / name.replace("__", "/").replace("_py", ".py").replace("_json", ".json").replace("_yaml", ".yaml")
            path.parent.mkdir(exist_ok=True)
            path.write_text(source, encoding="utf-8")
        return mmconfig.load(tmp_path / "child.py")

    return written


BASE = "model = dict(type='A', head=dict(a=1, b=2), neck=None)\nsteps = [dict(type='X', s=(1, 2)), dict(type='Y')]\nsize = 3\n"


@pytest.mark.parametrize(
    ("child", "name", "expected"),
    [
        pytest.param("", "size", 3, id="inherited"),
        pytest.param("", "nothing", None, id="set by nobody"),
        pytest.param("size = 4", "size", 4, id="replaced"),
        pytest.param("model = dict(head=dict(a=9))", "model", {"type": "A", "head": {"a": 9, "b": 2}, "neck": None}, id="merged"),
        pytest.param("model = {'head': {'a': 9}}", "model", {"type": "A", "head": {"a": 9, "b": 2}, "neck": None}, id="in braces"),
        pytest.param("model = dict(head=dict(_delete_=True, c=9))", "model", {"type": "A", "head": {"c": 9}, "neck": None}, id="deleted"),
        pytest.param("model = dict(_delete_=True, c=9)", "model", {"c": 9}, id="deleted at the top"),
        pytest.param("steps = [dict(type='Z')]", "steps", [{"type": "Z"}], id="a list is replaced"),
        pytest.param("mine = _base_.size", "mine", 3, id="taken"),
        pytest.param("mine = _base_.model.head.b", "mine", 2, id="from deep inside"),
        pytest.param("mine = _base_.steps[0]['s']", "mine", [1, 2], id="by index"),
        pytest.param("mine = {{_base_.size}}", "mine", 3, id="in the older spelling"),
        pytest.param("mine = '{{ _base_.model.head }}'", "mine", {"a": 1, "b": 2}, id="in the older spelling as text"),
        pytest.param("mine = dict(x=[_base_.size], y=dict(z=_base_.size))", "mine", {"x": [3], "y": {"z": 3}}, id="inside of others"),
        pytest.param(
            "mine = _base_.steps + [dict(type='Z')]", "mine", [{"type": "X", "s": [1, 2]}, {"type": "Y"}, {"type": "Z"}], id="added to"
        ),
        pytest.param("mine = _base_.other", "mine", "?no _base_ file sets it", id="taken from nowhere"),
        pytest.param("steps = _base_.steps\nsteps[0]['s'] = 7", "steps", [{"type": "X", "s": 7}, {"type": "Y"}], id="changed in place"),
        pytest.param(
            "a = _base_.steps\na[0]['s'] = 7\nmine = _base_.steps", "mine", "?what it inherits is changed here", id="by another name"
        ),
        pytest.param("_base_.model.head.a = 7\nmine = _base_.model", "mine", "?what it inherits is changed here", id="changed where it is"),
        pytest.param("_base_.steps.append(dict(type='Z'))", "steps", "?what it inherits is changed here", id="grown where it is"),
        pytest.param("a = _base_.model\na.pop('neck')\nmine = a", "mine", "?this may change what it is called on", id="a method of it"),
        pytest.param("a = _base_.model\na.pop('neck')\nsize = 4", "size", 4, id="what else there is"),
        pytest.param("del _base_.size\nmine = 1", "mine", 1, id="deleted from it"),
        pytest.param("del _base_.size", "size", "?what it inherits is changed here", id="what was deleted"),
        pytest.param("mine = dict(_base_.model, type='B')", "mine", "?dict(_base_.model, type='B')", id="unfolded"),
    ],
)
def test_inheritance(write, child, name, expected):
    assert plain(write(base_py=BASE, child_py=f"_base_ = './base.py'\n{child}\n").get(name)) == expected


def test_bases_of_bases_in_other_folders_and_formats(write):
    config = write(
        child_py="_base_ = ['configs/a.py', 'configs/b.yaml', 'configs/c.json']\n",
        configs__a_py="_base_ = '../root.py'\nx = dict(b=2)\n",
        configs__b_yaml="y: {q: [1, 2]}\n",
        configs__c_json='{"z": null}',
        root_py="x = dict(a=1)\n",
    )
    assert [plain(config.get(name)) for name in "xyz"] == [{"a": 1, "b": 2}, {"q": [1, 2]}, None]


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        pytest.param("'./gone.py'", "gone.py: no such file", id="missing"),
        pytest.param("'./child.py'", "it inherits from itself", id="itself"),
        pytest.param("'./other.py'", "it inherits from itself", id="a ring"),
        pytest.param("'./loop.py'", "loop.py: no such file", id="a link to itself"),
        pytest.param("'a\\0b.py'", "b.py: no such file", id="a NUL in its name"),
        pytest.param("'mmdet::base.py'", "it lies in an installed package", id="a package"),
        pytest.param("f'{folder}/base.py'", "which file is meant is computed", id="computed"),
    ],
)
def test_a_base_that_cannot_be_read(write, tmp_path, base, reason):
    (tmp_path / "loop.py").symlink_to("loop.py")
    config = write(other_py="_base_ = './child.py'\n", child_py=f"_base_ = {base}\nx = 1\ny = [2]\nz = dict(a=1)\n")
    assert (plain(config.get("x")), plain(config.get("y"))) == (1, [2])
    for name in ("z", "w"):
        found = config.get(name)
        assert isinstance(found, Unread)
        assert found.reason.endswith(reason)
        assert found.origin.line == 1


def test_a_long_line_of_ancestors_ends(write):
    files = {f"f{number}_py": f"_base_ = './f{number + 1}.py'\n" for number in range(40)}
    found = write(**files, child_py="_base_ = './f0.py'\n").get("x")
    assert isinstance(found, Unread)
    assert found.reason == "too many files inherit from one another"


@pytest.mark.peers
def test_what_mmengine_makes_of_it(write, tmp_path):
    config = pytest.importorskip("mmengine.config")
    ours = write(
        child_py="""\
_base_ = ['./base.py', './more.py']
norm = dict(mean=[1, 2], std=[3, 4])
model = dict(head=dict(_delete_=True, c=[dict(type='N', **norm)]), extra=_base_.size)
steps = _base_.steps
steps[0]['s'] = (5, 6)
loader = dict(dataset=dict(pipeline=steps))
copy = {{_base_.model.head}}
""",
        base_py=BASE,
        more_py="loader = dict(batch=2, dataset=dict(type='D', root='data/'))\n",
    )
    theirs = config.Config.fromfile(tmp_path / "child.py")
    for name in ("norm", "model", "steps", "loader", "copy", "size"):
        expected = theirs.to_dict()[name]
        assert plain(ours.get(name)) == _listed(expected), name


def _listed(data):
    if isinstance(data, dict):
        return {key: _listed(item) for key, item in data.items()}
    return [_listed(item) for item in data] if isinstance(data, list | tuple) else data
