"""Notebook 07, the walk: topological order and the backward pass over graphs of nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.examination.evidence import number
from backprop.examination.exercise import Case, Complaint, Composition, Exercise, Inputs
from backprop.exercises.sketches import (
    Sketch,
    chain,
    diamond,
    diamond_and_skip,
    ladder,
    long_and_short,
    long_chain,
    reused,
    shop,
    silent_way,
    square,
    start,
    tangle,
    twins,
)
from backprop.rooms.room import Builtin, Keep, Leaves, Make, Ref
from backprop.rooms.stage import Stage

ASSIGNMENT = "07-autodiff"
ORDER = "7.1, “Who comes first?”"
ENGINE = "7.2, “One walk back over any graph”"
MOST_NODES = 400
"""Larger graphs are left to the grader."""


# --- cases -----------------------------------------------------------------------------------------------------------


def two_outputs(rng: np.random.Generator) -> Inputs:
    """A graph with two outputs that share their middle: positions p and q beside the graph itself."""
    sketch, (a, b, d) = start(rng, 3)
    shared = sketch.mul(a, b)
    p = sketch.mul(sketch.add(shared, d), shared)
    q = sketch.mul(shared, sketch.mul(a, shared))
    return {**sketch.inputs(), "p": p, "q": q}


ORDINARY = (
    ("(a b) d", chain),
    ("a a", square),
    ("a b + a", reused),
    ("b = a a, c = b + b", diamond),
    ("c = a b, d = c + a, e = c d, e + c", diamond_and_skip),
    ("a long way and short cuts", long_and_short),
    ("the shop of notebook 01", shop),
    ("a random graph", tangle),
    ("another random graph", tangle),
)


def graph_cases(rng: np.random.Generator) -> list[Case]:
    """Graphs on which the known wrong walks differ, random ones, and the edges: alone, alike, long, and laddered."""
    alone = Sketch()
    alone.leaf(float(rng.normal()))
    edges = [
        ("an output without parents", "alone", alone),
        ("(a + b) (a b) at a = b = 2", "twins", twins(rng)),
        ("a way through a product with 0, beside another one", "zero", silent_way(rng)),
        ("a chain of 5,000 nodes", "long", long_chain(rng)),
        ("a ladder of 40 diamonds", "long", ladder(rng)),
    ]
    return [
        *(Case(draw(rng).inputs(), why) for why, draw in ORDINARY),
        *(Case(sketch.inputs(), why, kind, _ones(sketch) if kind == "long" else {}) for why, kind, sketch in edges),
    ]


def _ones(sketch: Sketch) -> dict[str, Any]:
    return {"grads": np.ones(len(sketch.values))}


# --- topological_order -----------------------------------------------------------------------------------------------


def lay_out(stage: Stage, inputs: Inputs) -> Ref:
    """The graph, built in the room."""
    return stage.room.put(Make("graph", {name: inputs[name] for name in ("values", "wires", "slopes")}))


def pick(stage: Stage, graph: Ref, position: int) -> Ref:
    """One of its nodes."""
    picked = stage.call(Builtin("node"), {"graph": graph, "position": position}, returns=Keep("node"))
    return picked.refs["node"]


def look_for_changes(stage: Stage, graph: Ref, inputs: Inputs) -> None:
    """Note it if values, parents or local gradients are not what they were."""
    now = stage.call(Builtin("wiring"), {"graph": graph}, returns="now")["now"]
    by_child = np.argsort(inputs["wires"][:, 0], kind="stable")
    if not np.array_equal(now, np.concatenate([inputs["values"], inputs["slopes"][by_child]])):
        stage.changed.append("the graph itself")


def ordered(stage: Stage, graph: Ref, output: int) -> Ref:
    """The reader's order of the nodes below one output, as it was handed back."""
    node = pick(stage, graph, output)
    return stage.call("topological_order", {"output": node}, returns=Keep("order")).refs["order"]


def positions(stage: Stage, graph: Ref, order: Ref) -> NDArray[Any]:
    """The nodes of an order by their positions in the graph."""
    return stage.call(Builtin("positions"), {"graph": graph, "order": order}, returns="order")["order"]


def play_order(stage: Stage, inputs: Inputs) -> Leaves:
    """One graph, one order."""
    graph = lay_out(stage, inputs)
    order = positions(stage, graph, ordered(stage, graph, len(inputs["values"]) - 1))
    look_for_changes(stage, graph, inputs)
    return {"order": order}


FAULTS = "the number of faulty orders"
"""What a reader is told of the three orders."""


def play_orders(stage: Stage, inputs: Inputs) -> Leaves:
    """Two outputs of one graph in turn, the first once more; how many of the three orders have a fault in the end."""
    graph = lay_out(stage, inputs)
    outputs = (inputs["p"], inputs["q"], inputs["p"])
    orders = [ordered(stage, graph, output) for output in outputs]
    read = [positions(stage, graph, order) for order in orders]
    faults = [fault(inputs, order, output) for output, order in zip(outputs, read, strict=True)]
    return {FAULTS: np.array(float(sum(found is not None for found in faults)))}


def below(wires: NDArray[Any], output: int) -> set[int]:
    """The nodes that an output was computed from, itself among them."""
    reached, fresh = {output}, {output}
    parents: dict[int, set[int]] = {}
    for child, parent in wires.astype(int).tolist():
        parents.setdefault(child, set()).add(parent)
    while fresh:
        fresh = set().union(*(parents.get(child, set()) for child in fresh)) - reached
        reached |= fresh
    return reached


def fault(inputs: Inputs, order: NDArray[Any], output: int) -> Complaint | None:
    """What is wrong with an order: foreign nodes, nodes twice, nodes missing, a node before one of its parents."""
    wanted, counts = below(inputs["wires"], output), Counter(order.tolist())
    foreign = [k for k in counts if k not in wanted]
    twice = [k for k, count in counts.items() if count > 1]
    missing = [k for k in wanted if k not in counts]
    if foreign:
        return Complaint("Your list holds nodes that the output was not computed from. Are they copies of the graph's?")
    if twice:
        return Complaint(
            f"Your list has {len(order)} entries for {len(wanted)} nodes: a node that is used twice stands there twice. "
            "How does the walk notice that it has been somewhere before?",
            "path-mixed",
        )
    if missing:
        return Complaint(
            f"Your list holds {len(order)} of the {len(wanted)} nodes. Which ones does the walk never come to, or take "
            "for others?",
            "path-missing",
        )
    return _early(inputs, order, counts)


def _early(inputs: Inputs, order: NDArray[Any], counts: Counter[int]) -> Complaint | None:
    """A complaint about nodes that stand before one of their parents."""
    place = {int(node): k for k, node in enumerate(order)}
    wires = [(int(child), int(parent)) for child, parent in inputs["wires"] if int(child) in counts]
    early = {child for child, parent in wires if place[parent] > place[child]}
    if not early:
        return None
    if all(place[parent] > place[child] for child, parent in wires):
        return Complaint(
            "Your list is in order, from the output to the inputs. At which end did the exercise want the inputs?",
            "order-dependent",
        )
    return Complaint(
        f"In your list {len(early)} of {len(order)} nodes stand before something that they were computed from. When is "
        "it safe to put a node on the list: when it is met, or when something else has been done?",
        "order-dependent",
    )


# --- backward --------------------------------------------------------------------------------------------------------


def play_backward(stage: Stage, inputs: Inputs) -> Leaves:
    """One graph, one backward pass; the gradients of all nodes, in the order of the graph."""
    graph = lay_out(stage, inputs)
    walk_back(stage, graph, len(inputs["values"]) - 1)
    look_for_changes(stage, graph, inputs)
    return stage.call(Builtin("grads"), {"graph": graph}, returns="grads").leaves


def walk_back(stage: Stage, graph: Ref, output: int) -> None:
    """The reader's backward pass from one output; what it returns is nobody's business."""
    stage.call("backward", {"output": pick(stage, graph, output)}, returns=Keep("nothing"))


def odd_sum(inputs: Inputs, leaves: Leaves) -> Complaint | None:
    """The first node on the way back whose gradient is not what its users, as the walk has left them, bring to it."""
    grads, values = leaves["grads"], inputs["values"]
    if len(values) > MOST_NODES or grads.shape != values.shape or not np.all(np.isfinite(grads)):
        return None
    if grads[-1] != 1:
        question = "How fast does the output move when the output moves?"
        code = "scaled" if grads[-1] else "zero-gradient"
        return Complaint(f"The grad of the output itself is {number(grads[-1])} after your walk. {question}", code)
    for node in reversed(range(len(values) - 1)):
        shares = _shares(inputs, grads, node)
        if not np.isclose(grads[node], sum(shares), rtol=1e-4, atol=1e-4 * max(map(abs, shares), default=0.0)):
            return Complaint(_told(inputs, grads, node, shares))
    return None


def _shares(inputs: Inputs, grads: NDArray[Any], node: int) -> list[float]:
    """What each wire brings to a node: the gradient at its upper end times its slope."""
    wires = zip(inputs["wires"].astype(int).tolist(), inputs["slopes"], strict=True)
    return [float(grads[child] * slope) for (child, parent), slope in wires if parent == node]


def _told(inputs: Inputs, grads: NDArray[Any], node: int, shares: list[float]) -> str:
    """One node, the shares that come to it, and its gradient, in words."""
    came = f"the share {number(shares[0])} comes" if len(shares) == 1 else f"the shares {_listed(shares)} come"
    question = "Which share is missing or stands there too often, and when did it come?" if len(shares) > 1 else _LATE
    leaves = sorted(set(range(len(inputs["values"]))) - set(inputs["wires"][:, 0].astype(int).tolist()))
    return (
        f"In {_name(inputs)}, with the input{'s' * (len(leaves) > 1)} {_listed(inputs['values'][leaves])}: from the grads that your walk "
        f"has left above it, {came} to the node whose value is {number(inputs['values'][node])}, and its grad is "
        f"{number(grads[node])}. {question}"
    )


def _name(inputs: Inputs) -> str:
    """The ordinary graph that has these wires."""
    wires = inputs["wires"].tolist()
    drawn = ((why, draw(np.random.default_rng(0))) for why, draw in ORDINARY)
    return next((why for why, sketch in drawn if sketch.inputs()["wires"].tolist() == wires), "a random graph")


_LATE = "What is a share made of, and was it complete when your walk took it?"


def _listed(numbers: Iterable[float]) -> str:
    *most, last = [number(float(one)) for one in numbers]
    return f"{', '.join(most)} and {last}" if most else last


def play_again(stage: Stage, inputs: Inputs) -> Leaves:
    """Backward from two outputs of one graph in turn, and from the first once more: the gradients after each."""
    graph = lay_out(stage, inputs)
    found = {}
    for leaf, output in (("p", "p"), ("q_after_p", "q"), ("p_again", "p"), ("p_twice", "p")):
        walk_back(stage, graph, inputs[output])
        grads = stage.call(Builtin("grads"), {"graph": graph}, returns="grads")["grads"]
        found[leaf] = grads[sorted(below(inputs["wires"], inputs[output]))]
    return found


def moves(values: Any, wires: Any, slopes: Any, output: int = -1) -> NDArray[np.float64] | None:
    """How far the output moves for each node that is nudged alone: every nudge is followed to the output."""
    count = len(values)
    if count > MOST_NODES:
        return None
    moved = np.eye(count)
    for child in range(count):
        for (upper, lower), slope in zip(wires.astype(int), slopes, strict=True):
            if upper == child:
                moved[child] += slope * moved[lower]
    return np.asarray(moved[output])


def moves_of(which: str, *, values: Any, wires: Any, slopes: Any, p: Any, q: Any) -> NDArray[np.float64] | None:
    """The same for the nodes below one of two outputs."""
    output = int({"p": p, "q": q}[which])
    moved = moves(values, wires, slopes, output)
    return None if moved is None else moved[sorted(below(wires, output))]


WALKS = (
    Exercise(
        name="topological_order",
        assignment=ASSIGNMENT,
        points=2,
        section=ORDER,
        returns="order",
        play=play_order,
        cases=graph_cases,
        free=("order",),
        properties=(lambda inputs, leaves: fault(inputs, leaves["order"], len(inputs["values"]) - 1),),
        composition=Composition(
            "for two outputs that share a part of their graph, the first asked twice",
            play_orders,
            two_outputs,
            values={FAULTS: lambda **inputs: 0.0},
        ),
        understood="A node is listed when everything it was computed from is listed; many orders do that, all are right.",
    ),
    Exercise(
        name="backward",
        assignment=ASSIGNMENT,
        points=4,
        section=ENGINE,
        returns="grads",
        play=play_backward,
        cases=graph_cases,
        values={"grads": moves},
        properties=(odd_sum,),
        composition=Composition(
            "from two outputs of one graph in turn, and again",
            play_again,
            two_outputs,
            values={
                "p": partial(moves_of, "p"),
                "q_after_p": partial(moves_of, "q"),
                "p_again": partial(moves_of, "p"),
                "p_twice": partial(moves_of, "p"),
            },
        ),
        understood="Each edge was used once, and only when the gradient above it was complete: 2^40 paths, 160 edges.",
    ),
)
