"""How far apart two arrays are: decimals at the scale of what they reach, cosine, and what is not a number."""

from functools import reduce

import numpy as np
import pytest

from pipecheck.probe.agreement import gaps

NAN, INF = np.nan, np.inf


@pytest.mark.parametrize(
    ("share", "decimals"),
    [
        pytest.param(0.0, 7, id="the same"),
        pytest.param(1e-9, 7, id="less than a float can tell"),
        pytest.param(1.4e-6, 5, id="another order of sums"),
        pytest.param(4.9e-4, 3, id="three"),
        pytest.param(5.1e-4, 2, id="just not three"),
        pytest.param(1e-2, 1, id="a level of 8 bits"),
        pytest.param(0.6, 0, id="none"),
        pytest.param(30.0, 0, id="far away"),
        pytest.param(INF, 0, id="no number at all"),
    ],
)
def test_decimals(share, decimals):
    assert gaps.decimals(share) == decimals


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param([1.0, 2.0], [1.0, 2.5], [0, 0.5], id="numbers"),
        pytest.param([NAN, INF, -INF], [NAN, INF, -INF], [0, 0, 0], id="not finite alike"),
        pytest.param([1.0, INF, NAN], [NAN, -INF, INF], [INF, INF, INF], id="not finite otherwise"),
        pytest.param(np.uint8([1, 200]), np.uint8([2, 100]), [1, 100], id="bytes do not wrap"),
        pytest.param(np.bool_([True, False]), np.bool_([True, True]), [0, 1], id="truths"),
        pytest.param(np.float32([3e38]), np.float32([-3e38]), [6e38], id="the ends of a float"),
        pytest.param(np.zeros((1, 0)), np.zeros((1, 0)), np.zeros((1, 0)), id="nothing"),
    ],
)
def test_differences(first, second, expected):
    np.testing.assert_allclose(gaps.difference(np.asarray(first), np.asarray(second)), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param([1.0, 2.0], [2.0, 4.0], 1.0, id="another length"),
        pytest.param([1.0, 0.0], [0.0, 1.0], 0.0, id="across"),
        pytest.param([1.0, 2.0], [-1.0, -2.0], -1.0, id="against"),
        pytest.param([0.0, 0.0], [0.0, 0.0], 1.0, id="both zero"),
        pytest.param([0.0, 0.0], [0.0, 1e-30], 0.0, id="one zero"),
        pytest.param([1e-200, 1e-200], [1e-200, 1e-200], 1.0, id="tiny"),
        pytest.param([1e200, 1e200], [1e200, 1e200], 1.0, id="huge"),
        pytest.param([NAN, 1.0], [NAN, 1.0], 1.0, id="NaN in both"),
        pytest.param([NAN, 1.0], [3.0, 2.0], 1.0, id="over what is finite in both"),
        pytest.param([NAN, NAN], [NAN, NAN], 1.0, id="nothing but NaN in both"),
        pytest.param([NAN, NAN], [1.0, 1.0], 0.0, id="nothing but NaN in one"),
    ],
)
def test_cosines(first, second, expected):
    assert gaps.cosine(np.array(first), np.array(second)) == pytest.approx(expected, abs=1e-12)


def shared(*pairs):
    return reduce(gaps.both, (gaps.scale(first, second) for first, second in pairs)).share


@pytest.mark.parametrize(
    ("reach", "apart", "decimals"),
    [
        pytest.param(1.0, 1e-4, 3, id="around one"),
        pytest.param(20.0, 2e-3, 3, id="logits of twenty"),
        pytest.param(1e-3, 1e-7, 3, id="probabilities of a thousandth"),
    ],
)
def test_decimals_do_not_depend_on_the_size_of_an_output(reach, apart, decimals):
    first = np.array([[reach, 0.5 * reach, 0.0]])
    assert gaps.decimals(shared((first, first + apart))) == decimals


def test_a_small_channel_counts_at_its_own_scale():
    boxes = np.full((1, 4, 100), 600.0)
    scores = np.linspace(0, 1, 200).reshape(1, 2, 100)
    first = np.concatenate([boxes, scores], axis=1)
    second = first.copy()
    second[:, 4:] = np.clip(second[:, 4:] - 0.3, 0, 1)
    assert gaps.decimals(shared((first, second))) == 1
    assert gaps.share(first, second) < 1e-3


def test_a_channel_of_next_to_nothing_does_not_count_for_more_than_the_rounding_of_the_others():
    first = np.ones((1, 2, 8, 8))
    first[:, 1] = 1e-9
    second = first.copy()
    second[:, 1] = 2e-6
    assert gaps.decimals(shared((first, second))) >= 3


def test_the_scale_is_that_of_all_pictures():
    loud, quiet = np.array([[10.0, 0.0]]), np.array([[0.0, 0.0]])
    assert shared((quiet, quiet + 1e-5), (loud, loud)) == pytest.approx(1e-6)


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        pytest.param(np.zeros((1, 3)), np.zeros((1, 3)), 0.0, id="zero in both"),
        pytest.param(np.zeros((1, 3)), np.full((1, 3), 2.0), 1.0, id="zero in the first"),
        pytest.param(np.full((1, 3), 2.0), np.zeros((1, 3)), 1.0, id="zero in the second"),
        pytest.param(np.full((1, 3), 7.0), np.full((1, 3), 7.0), 0.0, id="constant"),
        pytest.param(np.float32(3.0), np.float32(3.0), 0.0, id="one number"),
        pytest.param(np.zeros((0, 6)), np.zeros((0, 6)), 0.0, id="no box"),
        pytest.param(np.array([[1.0]]), np.array([[NAN]]), INF, id="NaN in the second"),
    ],
)
def test_shares_of_odd_outputs(first, second, share):
    assert shared((np.asarray(first), np.asarray(second))) == share
