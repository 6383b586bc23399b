"""Which node of one graph is which of another: by the names of tensors, or by the order of what is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipecheck.probe.agreement.graphs import Graph, Node

_MOST = 3000
"""More nodes than this are compared from both ends only; what lies between them takes the square of their number."""
_SURE = 0.9
"""Names tell tensors apart if so many of the nodes that make those of one name do the same."""
_FOLDED = frozenset(
    {"BatchNormalization", "Add", "Sub", "Mul", "Div", "Relu", "LeakyRelu", "PRelu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Cast"}
)
"""What optimisers make a part of the node before it, or of the node after it."""
_FOLDING = ("Conv", "ConvTranspose", "Gemm", "MatMul", "Add")
"""What they make it a part of, under this name or one that ends like it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Nodes that make the same: a run of them in either graph, the ones after the first there being a part of it in the other.

    *tensors* are what both make; *above* are the pairs that make what these take, by their numbers.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    tensors: tuple[tuple[str, str], ...]
    above: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The *pairs* of two graphs in the order of the second, and which of them each node of either graph is a part of."""

    graphs: tuple[Graph, Graph]
    pairs: tuple[Pair, ...]
    owners: tuple[Mapping[int, int], Mapping[int, int]]

    def above(self, first: str, second: str) -> frozenset[int]:
        """The pairs that the tensors *first* and *second* are made of."""
        return frozenset(each for side, name in enumerate((first, second)) for each in self._up(side, name)[0])

    def alone(self, side: int, tensor: str) -> list[Node]:
        """The nodes of one graph that *tensor* is made by after the last pair, in their order."""
        return [self.graphs[side].nodes[at] for at in sorted(self._up(side, tensor)[1])]

    def _up(self, side: int, tensor: str) -> tuple[set[int], set[int]]:
        """The nearest pairs above *tensor*, and the nodes on the way to them."""
        graph, owners, makers = self.graphs[side], self.owners[side], self.graphs[side].makers()
        pairs: set[int] = set()
        passed: set[int] = set()
        waiting = [graph.stands.get(tensor, tensor)]
        while waiting:
            at = makers.get(waiting.pop(), -1)  # the model's own input
            if at in owners:
                pairs.add(owners[at])
            elif at >= 0 and at not in passed:
                passed.add(at)
                waiting.extend(graph.nodes[at].inputs)
        return pairs, passed


def paired(first: Graph, second: Graph) -> Pairing:
    """The nodes that two graphs both have; what a pair is made of comes before it."""
    named = _by_name(first, second)
    found = sorted(named if named is not None else _in_order(first, second), key=lambda each: each[1])
    alone = set(range(len(first.nodes))) - {one for one, _ in found}, set(range(len(second.nodes))) - {two for _, two in found}
    users = first.users(), second.users()
    runs = [(_run(first, one, alone[0], users[0]), _run(second, two, alone[1], users[1])) for one, two in found]
    makers = first.makers(), second.makers()
    runs = [(_begun(first, one, alone[0], users[0], makers[0]), _begun(second, two, alone[1], users[1], makers[1])) for one, two in runs]
    owners = tuple({at: number for number, run in enumerate(runs) for at in run[side]} for side in (0, 1))
    above = _above(first, owners[0]), _above(second, owners[1])
    pairs = (
        Pair(
            first=one,
            second=two,
            tensors=tuple(zip(first.nodes[one[-1]].outputs, second.nodes[two[-1]].outputs, strict=False)),
            above=frozenset(each for each in above[0][one[0]] | above[1][two[0]] if each < number),
        )
        for number, (one, two) in enumerate(runs)
    )
    return Pairing(graphs=(first, second), pairs=tuple(pairs), owners=(owners[0], owners[1]))


def _by_name(first: Graph, second: Graph) -> list[tuple[int, int]] | None:
    """The nodes that make tensors of one name; None where names say nothing."""
    makers = first.makers()
    found = [(makers[node.outputs[0]], index) for index, node in enumerate(second.nodes) if node.outputs[0] in makers]
    kin = [(one, two) for one, two in found if _kin(first.nodes[one].operator, second.nodes[two].operator)]
    enough = min(len(first.nodes), len(second.nodes)) / 2
    return kin if len(kin) >= max(_SURE * len(found), enough) else None


def _kin(one: str, two: str) -> bool:
    """Whether one node may do what the other does, as it is or folded."""
    return one == two or any(each in _FOLDED and other.endswith(_FOLDING) for each, other in ((one, two), (two, one)))


def _in_order(first: Graph, second: Graph) -> Iterator[tuple[int, int]]:
    """The nodes that follow one another alike."""
    one, two = ([_token(node) for node in graph.nodes] for graph in (first, second))
    shorter = min(len(one), len(two))
    start = next((at for at in range(shorter) if one[at] != two[at]), shorter)
    end = next((at for at in range(shorter - start) if one[-1 - at] != two[-1 - at]), shorter - start)
    yield from ((at, at) for at in range(start))
    middle = one[start : len(one) - end], two[start : len(two) - end]
    if max(map(len, middle)) <= _MOST:
        for left, right, size in SequenceMatcher(None, *middle, autojunk=False).get_matching_blocks():
            yield from ((start + left + step, start + right + step) for step in range(size))
    yield from ((len(one) - end + at, len(two) - end + at) for at in range(end))


def _token(node: Node) -> tuple[str, tuple[tuple[int, ...], ...]]:
    """What tells a node from others. A bias comes with folding, and says no more than the other weights."""
    return node.operator, tuple(shape for _, shape in node.weights[:1])


def _run(graph: Graph, start: int, alone: set[int], users: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """The node *start* and those after it that only go on with what it makes, and that the other graph does not have by themselves."""
    run = [start]
    while len(outputs := graph.nodes[run[-1]].outputs) == 1 and outputs[0] not in graph.outputs:
        using = users.get(outputs[0], ())
        follows = len(using) == 1 and using[0] in alone and graph.nodes[using[0]].inputs == outputs
        if not follows or graph.nodes[using[0]].operator not in _FOLDED:
            break
        run.append(using[0])
    return tuple(run)


def _begun(
    graph: Graph, run: tuple[int, ...], alone: set[int], users: Mapping[str, Sequence[int]], makers: Mapping[str, int]
) -> tuple[int, ...]:
    """*run* with the nodes before it that converters fold it into, and that nothing else goes on with."""
    while graph.nodes[run[0]].operator in _FOLDED and len(inputs := graph.nodes[run[0]].inputs) == 1:
        at = makers.get(inputs[0], -1)
        follows = at in alone and len(users[inputs[0]]) == 1 and graph.nodes[at].outputs == inputs
        if not follows or not (graph.nodes[at].operator in _FOLDED or graph.nodes[at].operator.endswith(_FOLDING)):
            break
        run = at, *run
    return run


def _above(graph: Graph, owners: Mapping[int, int]) -> list[frozenset[int]]:
    """For every node the pairs that make what it takes, or what that is made of where no pair makes it."""
    makers = graph.makers()
    made: list[frozenset[int]] = []
    taken: list[frozenset[int]] = []
    for index, node in enumerate(graph.nodes):
        at = [makers[tensor] for tensor in node.inputs if makers.get(tensor, index) < index]
        taken.append(frozenset().union(*(made[each] for each in at)))
        made.append(frozenset({owners[index]}) if index in owners else taken[-1])
    return taken
