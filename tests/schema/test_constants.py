"""Well-known constants are recognised in both orders and both units, and nothing else is."""

import pytest

from pipecheck.schema import constants


@pytest.mark.parametrize("recipe", constants.RECIPES, ids=lambda recipe: f"{recipe.name} {recipe.std[0]}")
@pytest.mark.parametrize(("unit", "factor"), constants.UNITS.items())
@pytest.mark.parametrize("order", ["rgb", "bgr"])
def test_a_mean_is_recognised(recipe, unit, factor, order):
    triple = tuple(round(value * factor, 4) for value in recipe.mean)
    found = constants.means(triple if order == "rgb" else triple[::-1])
    assert (found.order, found.unit) == (order, unit)
    assert found.recipe.mean == pytest.approx(recipe.mean, rel=0.01)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((123.675, 116.28, 103.53), ("ImageNet", "rgb", "0..255")),
        ((103.53, 116.28, 123.675), ("ImageNet", "bgr", "0..255")),
        ((103.939, 116.779, 123.68), ("Caffe's ImageNet", "bgr", "0..255")),
        ((0.485, 0.456, 0.406), ("ImageNet", "rgb", "0..1")),
        ((125.307, 122.961, 113.8575), ("CIFAR-10", "rgb", "0..255")),
        ((127.5, 127.5, 127.5), None),
        ((0.5, 0.5, 0.5), None),
        ((127.0,), None),
        ((104.0, 117.0, 123.0), ("SSD", "bgr", "0..255")),
        ((1.0, 2.0, 3.0), None),
    ],
)
def test_where_a_mean_comes_from(numbers, said):
    found = constants.means(numbers)
    assert (found and (found.recipe.name, found.order, found.unit)) == said


@pytest.mark.parametrize(
    ("numbers", "unit"),
    [
        ((58.395, 57.12, 57.375), "0..255"),
        ((0.229, 0.224, 0.225), "0..1"),
        ((0.01712, 0.0175, 0.01743), None),
        ((4.367, 4.464, 4.444), None),
    ],
)
def test_where_a_deviation_comes_from(numbers, unit):
    found = constants.deviations(numbers)
    assert (found and found.unit) == unit
