"""The file of a structure has the vendor's sections, whatever is in it."""

from pipecheck.evidence.debug.structure import Call, Called, Fusable, Out, Part, Review, Structure, Weighed
from pipecheck.probe.quant.structure import writing

CONV, RELU = Part("conv", "Conv"), Part("relu", "Relu")
FULL = Structure(
    model="m.onnx",
    fusable=(Fusable((CONV, RELU), "an output is between"),),
    called=(
        Called(
            part=CONV,
            times=2,
            calls=tuple(Call(tensor=name, low=-reach, high=0.5, reach=reach) for name, reach in (("a", 1.0), ("b", 8.0))),
        ),
        Called(part=RELU, times=0),
    ),
    outs=(
        Out(part=CONV, inputs=("int8", "int16"), outputs=("int8",), axis=-1, set="scale=0.5"),
        Out(part=RELU, inputs=("int8",), outputs=("float32",), axis=None),
    ),
    weights=(Weighed(part=CONV, dtype="int8", axis=0, set="a scale per channel"),),
    reviews=(Review(CONV, "Fixed\nscale 0.5"),),
    remarks=("q.yaml:3: no such node",),
)
EXPECTED = """\
Fusable modules are listed below:
name  type  why apart
----  ----  --------------------
conv  Conv  an output is between
relu  Relu

Each module called times:
name  called times
----  ------------
conv  2
relu  0

Output ranges of modules that are called more than once:
name  call  min  max  99.99 % within
----  ----  ---  ---  --------------
conv  a     -1   0.5  1
conv  b     -8   0.5  8

input dtype statistics:
+-------------+------+-------+
| module type | int8 | int16 |
|-------------+------+-------|
| Conv        |    1 |     1 |
| Relu        |    1 |     0 |
+-------------+------+-------+

output dtype statistics:
+-------------+---------+------+
| module type | float32 | int8 |
|-------------+---------+------|
| Conv        |       0 |    1 |
| Relu        |       1 |    0 |
+-------------+---------+------+

Each layer out qconfig:
+-------------+-------------+---------------+-----------+----------------+-----------+
| Module Name | Module Type | Input dtype   | out dtype | ch_axis        | observer  |
|-------------+-------------+---------------+-----------+----------------+-----------|
| conv        | Conv        | [int8, int16] | [int8]    | -1             | scale=0.5 |
| relu        | Relu        | [int8]        | [float32] | qconfig = None |           |
+-------------+-------------+---------------+-----------+----------------+-----------+

Weight qconfig:
+-------------+-------------+--------------+---------+---------------------+
| Module Name | Module Type | weight dtype | ch_axis | observer            |
|-------------+-------------+--------------+---------+---------------------|
| conv        | Conv        | int8         |       0 | a scale per channel |
+-------------+-------------+--------------+---------+---------------------+

Please check if these OPs qconfigs are expected.
+-------------+-------------+-----------------+
| Module Name | Module Type | Msg             |
|-------------+-------------+-----------------|
| conv        | Conv        | Fixed scale 0.5 |
+-------------+-------------+-----------------+

Remarks:
q.yaml:3: no such node
"""


def test_what_stands_in_the_file(tmp_path):
    path = writing.write(FULL, tmp_path / "new")
    assert path == tmp_path / "new" / "model_check_result.txt"
    assert path.read_text(encoding="utf-8") == EXPECTED


def test_an_empty_structure_has_its_sections_too():
    lines = writing.text(Structure(model="m.onnx")).splitlines()
    for title in (
        "Fusable modules are listed below:",
        "Each module called times:",
        "input dtype statistics:",
        "output dtype statistics:",
        "Each layer out qconfig:",
        "Weight qconfig:",
        "Please check if these OPs qconfigs are expected.",
    ):
        assert title in lines
