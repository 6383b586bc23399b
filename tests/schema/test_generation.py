"""The march decides which toolchain reads the file."""

import pytest

from pipecheck.schema import generation


@pytest.mark.parametrize(
    ("march", "tool"),
    [("bernoulli2", "hb_mapper"), ("bayes", "hb_mapper"), ("bayes-e", "hb_mapper"), ("bayes_e", "hb_mapper"), ("Bayes-E", "hb_mapper"),
     ("nash-e", "hb_compile"), ("nash-b-plus", "hb_compile"), ("nash_m", "hb_compile"), ("nashe", "hb_compile"), ("starry-p", "hb_compile"),
     ("x5", None), ("", None), (None, None), (3, None), ("rdk", None)],
)  # fmt: skip
def test_a_march_belongs_to_a_generation(march, tool):
    schema = generation.of(march)
    assert (schema and schema.tool) == tool


def test_the_other_generation():
    for schema in generation.SCHEMAS:
        assert generation.other(generation.other(schema)) is schema
        assert generation.other(schema) is not schema
