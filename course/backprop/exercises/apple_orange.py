"""Notebook 01: two nodes, a shop, a basket, and the units of a derivative."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from backprop.examination.exercise import Case, Composition, Exercise, Inputs, away_from_zero
from backprop.exercises.audits import in_form
from backprop.rooms.room import Leaves, Word
from backprop.rooms.stage import CallResult, Stage

ASSIGNMENT = "01-apple-orange"
LAYERS = "1.4, “Add hands on, multiply swaps”"
WALK = "1.5, “One walk back, every derivative”"
UNITS = "1.6, “Every derivative has a shape and a unit”"
SHOP: Inputs = {"apple": 100.0, "apple_num": 2.0, "orange": 150.0, "orange_num": 3.0, "tax": 1.1}


# --- the two layers --------------------------------------------------------------------------------------------------


def play_layer(name: str, stage: Stage, inputs: Inputs) -> Leaves:
    """Forward and backward through one instance; at the end its inputs must be what they were."""
    kept = {label: stage.room.put(inputs[label]) for label in ("x", "y")}
    layer = stage.new(name)
    out = stage.call(layer, kept, method="forward", returns="out")
    back = stage.call(layer, {"dout": inputs["dout"]}, method="backward", returns=("dx", "dy"))
    stage.look_again(kept, inputs)
    return {**out.leaves, **back.leaves}


def play_used_layer(name: str, stage: Stage, inputs: Inputs) -> Leaves:
    """Forward and backward through an instance that has worked before, on other shapes and other numbers, beside another.

    The way back of the other instance comes last: each has its own memory, whatever the order.
    """
    layer, other = stage.new(name), stage.new(name)

    def forward(one: Any, size: float, turned: bool = False) -> CallResult:
        given = {label: size * (inputs[label].T if turned else inputs[label]) for label in ("x", "y")}
        return stage.call(one, given, method="forward", returns="out")

    forward(layer, 2.0, turned=True)
    stage.call(layer, {"dout": inputs["dout"].T}, method="backward", returns=("dx", "dy"))
    forward(layer, 3.0)  # and no way back: what counts is the last one
    out = forward(layer, 1.0)
    forward(other, 5.0)
    back = stage.call(layer, {"dout": inputs["dout"]}, method="backward", returns=("dx", "dy"))
    stage.call(other, {"dout": inputs["dout"]}, method="backward", returns=("dx", "dy"))
    return {**out.leaves, **back.leaves}


def play_square_times(name: str, stage: Stage, inputs: Inputs) -> Leaves:
    """The value a goes into both sides of one instance, whose output meets b in a second one."""
    first, second = stage.new(name), stage.new(name)
    both = stage.room.put(inputs["a"])  # one object, as in the graph: equal copies would be told apart by what they are
    middle = stage.call(first, {"x": both, "y": both}, method="forward", returns="m")["m"]
    out = stage.call(second, {"x": middle, "y": inputs["b"]}, method="forward", returns="out")
    late = stage.call(second, {"dout": inputs["dout"]}, method="backward", returns=("dm", "db"))
    early = stage.call(first, {"dout": late["dm"]}, method="backward", returns=("da_left", "da_right"))
    return {"out": out["out"], "da": stage.added(early["da_left"], early["da_right"]), "db": late["db"]}


def layer_cases(rng: np.random.Generator) -> list[Case]:
    """Arrays of several shapes and sizes, numbers, zeros, integers, 0-d and strided arrays."""

    def draw(*shape: int, size: float = 1.0) -> dict[str, Any]:
        return {label: away_from_zero(rng, shape, size if label == "x" else 1.0) for label in ("x", "y", "dout")}

    number = {label: float(value) for label, value in draw().items()}
    whole = {"x": rng.integers(2, 9, (2, 3)), "y": rng.integers(2, 9, (2, 3)), "dout": away_from_zero(rng, (2, 3))}
    zeros, thin = {**draw(5), "x": np.zeros(5)}, draw(1, 3, 1)
    alike = draw(4)
    alike |= {"y": alike["x"] * [1, -1, 1, -1], "dout": alike["dout"] * [1, 1, 0, 1]}
    strided = {label: np.repeat(value, 2, axis=-1)[..., ::2] for label, value in draw(3, 4).items()}
    return [
        Case(draw(3, 4), "arrays of shape (3, 4)"),
        Case(draw(5, size=1e3), "arrays of shape (5,), x in the thousands"),
        Case(draw(2, 3, 2, size=1e-3), "arrays of shape (2, 3, 2), x in thousandths"),
        Case(number, "three numbers"),
        Case({**thin, "dout": 1e3 * thin["dout"]}, "axes of length 1, and a dout in the thousands", "ones"),
        Case(zeros, "x = 0", "zero"),
        Case(alike, "y equal to x or to -x, and a 0 in dout", "alike"),
        Case(whole, "integer x and y", "integer"),
        Case({"x": 3, "y": 1.1, "dout": 1}, "numbers, x and dout without a fraction", "integer"),
        Case({label: np.array(value) for label, value in number.items()}, "0-d arrays", "scalar"),
        Case(strided, "strided arrays", "strided"),
    ]


def two_and_dout(rng: np.random.Generator) -> Inputs:
    """Inputs of the compositions: a, b and the upstream gradient, of shape (2, 3)."""
    return {label: away_from_zero(rng, (2, 3)) for label in ("a", "b", "dout")}


# --- the shop and the basket -----------------------------------------------------------------------------------------


def price(apple: Any, apple_num: Any, orange: Any, orange_num: Any, tax: Any) -> Any:
    """What the customer pays; tax is the factor (1.1), not the rate."""
    return (apple * apple_num + orange * orange_num) * tax


def total(prices: Any, counts: Any, tax: Any) -> Any:
    """What a basket of n kinds of fruit costs; prices, counts (n,)."""
    return np.sum(np.asarray(prices) * np.asarray(counts)) * tax


def draw_shop(rng: np.random.Generator) -> dict[str, float]:
    """A shop with other prices, quantities and tax."""
    prices, counts = rng.uniform(20.0, 300.0, 2), rng.uniform(1.0, 9.0, 2)
    tax = float(rng.uniform(1.02, 1.4))
    return dict(zip(SHOP, (float(v) for v in (prices[0], counts[0], prices[1], counts[1], tax)), strict=True))


def shop_cases(rng: np.random.Generator) -> list[Case]:
    """Random shops; integers, a shop that sells no apples, 0-d arrays, and a tiny shop."""
    whole = {name: int(value) for name, value in draw_shop(rng).items()} | {"tax": 1.5}
    alike = draw_shop(rng)
    alike["orange"] = alike["apple"]
    return [
        *(Case(draw_shop(rng), f"a random shop ({k + 1})") for k in range(3)),
        Case({**draw_shop(rng), "apple": 0.004, "orange": 0.07}, "prices below a cent"),
        Case({**draw_shop(rng), "apple_num": 0.0}, "no apples bought", "zero"),
        Case({**draw_shop(rng), "tax": 0.0}, "a tax factor of 0", "zero"),
        Case({**draw_shop(rng), "orange_num": 0.0}, "no oranges bought", "zero"),
        Case({**draw_shop(rng), "apple": 0.0}, "apples for nothing", "zero"),
        Case({**draw_shop(rng), "orange": 0.0}, "oranges for nothing", "zero"),
        Case(alike, "apples and oranges at one price", "twins"),
        Case({**draw_shop(rng), "apple_num": 3.0, "orange_num": 3.0}, "as many apples as oranges", "twins"),
        Case(whole, "whole numbers", "integer"),
        Case({name: np.array(value) for name, value in draw_shop(rng).items()}, "0-d arrays", "scalar"),
    ]


def draw_basket(rng: np.random.Generator, n: int, size: float = 1.0) -> dict[str, Any]:
    """A basket of n kinds of fruit."""
    prices, counts = size * rng.uniform(10.0, 300.0, n), rng.uniform(1.0, 9.0, n)
    return {"prices": prices, "counts": counts, "tax": float(rng.uniform(1.02, 1.4))}


def basket_cases(rng: np.random.Generator) -> list[Case]:
    """Baskets of several sizes; integers, one kind of fruit, nothing bought, strided arrays."""
    strided = {k: np.repeat(v, 2)[::2] if np.ndim(v) else v for k, v in draw_basket(rng, 4).items()}
    whole = {**draw_basket(rng, 3), "prices": rng.integers(50, 300, 3), "counts": rng.integers(1, 9, 3)}
    free = draw_basket(rng, 3)
    alike = draw_basket(rng, 4)
    alike |= {"prices": alike["prices"][[0, 0, 1, 1]], "counts": alike["counts"][[0, 1, 1, 0]]}
    return [
        Case(draw_basket(rng, 2), "2 kinds of fruit"),
        Case(draw_basket(rng, 5), "5 kinds of fruit"),
        Case(draw_basket(rng, 3, 1e-4), "3 kinds of fruit, prices below a cent"),
        Case(draw_basket(rng, 7, 1e3), "7 kinds of fruit, prices in the thousands"),
        Case(draw_basket(rng, 1), "one kind of fruit", "few"),
        Case({**draw_basket(rng, 3), "counts": np.zeros(3)}, "nothing bought", "zero"),
        Case({**draw_basket(rng, 3), "tax": 0.0}, "a tax factor of 0", "zero"),
        Case({**free, "prices": free["prices"] * [1, 0, 1]}, "a fruit for nothing", "zero"),
        Case(alike, "several fruits at one price", "twins"),
        Case(whole, "integer prices and counts", "integer"),
        Case(strided, "strided arrays", "strided"),
    ]


SHOP_GRADIENTS = {f"grads[{name!r}]": name for name in SHOP}
SHOP_RETURNS = ("price", {name: leaf for leaf, name in SHOP_GRADIENTS.items()})


def play_two_shops(stage: Stage, inputs: Inputs) -> Leaves:
    """Two shops under one tax factor, which therefore has two paths to the sum of their prices."""
    left = {name: inputs[name] for name in SHOP}
    right = {**left, "apple": inputs["apple_2"], "orange_num": inputs["orange_num_2"]}
    one = stage.call("apple_orange", left, returns=SHOP_RETURNS)
    two = stage.call("apple_orange", right, returns=SHOP_RETURNS)
    return {"dtax": stage.added(one["grads['tax']"], two["grads['tax']"]), "dapple": one["grads['apple']"]}


def play_two_baskets(stage: Stage, inputs: Inputs) -> Leaves:
    """Two customers at one price list: every price has two paths to the sum."""
    returns = ("total", "dprices", "dcounts", "dtax")
    labels = ("prices", "counts", "tax")
    prices = stage.room.put(inputs["prices"])
    one = stage.call(
        "basket", dict(zip(labels, (prices, inputs["counts"], inputs["tax"]), strict=True)), returns=returns
    )
    two = stage.call("basket", dict(zip(labels, (prices, inputs["more"], inputs["tax"]), strict=True)), returns=returns)
    return {"dprices": stage.added(one["dprices"], two["dprices"]), "dcounts": one["dcounts"], "dmore": two["dcounts"]}


def price_change_cases(rng: np.random.Generator) -> list[Case]:
    """Changes of the tax rate, up and down, small and large."""
    return [
        *(
            Case({"dtax": float(rng.uniform(50, 5000)), "percentage_points": float(points)}, f"{points:+.1f} points")
            for points in (*rng.uniform(0.5, 9.0, 3), -float(rng.uniform(0.5, 9.0)))
        ),
        Case({"dtax": float(rng.uniform(50, 5000)), "percentage_points": 0.0}, "no change at all", "zero"),
        Case({"dtax": int(rng.integers(100, 900)), "percentage_points": 3}, "whole numbers", "integer"),
    ]


def two_receipts(dtax: Any, percentage_points: Any) -> Any:
    """The same basket rung up twice, at 10 % and at so many points more; dtax is its price before tax."""
    return dtax * (110.0 + percentage_points) / 100.0 - dtax * 110.0 / 100.0


KINDS = ("local", "upstream", "path", "unit", "arithmetic")


def _mul(x: Any, y: Any) -> Any:
    return x * y


def _add(x: Any, y: Any) -> Any:
    return x + y


MUL_LAYER = Exercise(
    name="MulLayer",
    assignment=ASSIGNMENT,
    points=2,
    section=LAYERS,
    returns=("out", "dx", "dy"),
    play=partial(play_layer, "MulLayer"),
    reused=partial(play_used_layer, "MulLayer"),
    cases=layer_cases,
    forward=_mul,
    values={"out": _mul},
    gradients={"dx": "x", "dy": "y"},
    upstream=("dout",),
    example={"x": 100.0, "y": 2.0, "dout": 1.1},
    sized=lambda rng, n: {label: away_from_zero(rng, (n,)) for label in ("x", "y", "dout")},
    composition=Composition(
        "inside (a * a) * b, two instances at work",
        partial(play_square_times, "MulLayer"),
        two_and_dout,
        forward=lambda a, b: (a * a) * b,
        gradients={"da": "a", "db": "b"},
    ),
    understood="Each input of a product is the local derivative of the other, so the node has to remember both.",
)

ADD_LAYER = Exercise(
    name="AddLayer",
    assignment=ASSIGNMENT,
    points=1,
    section=LAYERS,
    returns=("out", "dx", "dy"),
    play=partial(play_layer, "AddLayer"),
    reused=partial(play_used_layer, "AddLayer"),
    cases=layer_cases,
    forward=_add,
    values={"out": _add},
    gradients={"dx": "x", "dy": "y"},
    upstream=("dout",),
    example={"x": 200.0, "y": 450.0, "dout": 1.1},
    sized=lambda rng, n: {label: away_from_zero(rng, (n,)) for label in ("x", "y", "dout")},
    composition=Composition(
        "inside (a + a) + b, two instances at work",
        partial(play_square_times, "AddLayer"),
        two_and_dout,
        forward=lambda a, b: (a + a) + b,
        gradients={"da": "a", "db": "b"},
    ),
    understood="An addition hands its upstream gradient on, whole, to each input, and remembers nothing.",
)

EXERCISES = (
    MUL_LAYER,
    ADD_LAYER,
    Exercise(
        name="apple_orange",
        assignment=ASSIGNMENT,
        points=3,
        section=WALK,
        returns=SHOP_RETURNS,
        cases=shop_cases,
        forward=price,
        values={"price": price},
        gradients=SHOP_GRADIENTS,
        example=SHOP,
        may_use=(MUL_LAYER, ADD_LAYER),
        composition=Composition(
            "for two shops that share a tax factor",
            play_two_shops,
            lambda rng: {**draw_shop(rng), "apple_2": float(rng.uniform(20, 300)), "orange_num_2": 4.5},
            forward=lambda apple, apple_num, orange, orange_num, tax, apple_2, orange_num_2: (
                price(apple, apple_num, orange, orange_num, tax) + price(apple_2, apple_num, orange, orange_num_2, tax)
            ),
            gradients={"dtax": "tax", "dapple": "apple"},
            upstream=(),
        ),
        understood="One walk back from the price gives all five derivatives; nudging needs one more bill for each.",
    ),
    Exercise(
        name="basket",
        assignment=ASSIGNMENT,
        points=1,
        section=UNITS,
        returns=("total", "dprices", "dcounts", "dtax"),
        cases=basket_cases,
        forward=total,
        values={"total": total},
        gradients={"dprices": "prices", "dcounts": "counts", "dtax": "tax"},
        batch="prices",
        example={"prices": np.array([100.0, 150.0]), "counts": np.array([2.0, 3.0]), "tax": 1.1},
        sized=draw_basket,
        composition=Composition(
            "for two customers at one price list",
            play_two_baskets,
            lambda rng: {**draw_basket(rng, 4), "more": rng.uniform(1.0, 9.0, 4)},
            forward=lambda prices, counts, tax, more: total(prices, counts, tax) + total(prices, more, tax),
            gradients={"dprices": "prices", "dcounts": "counts", "dmore": "more"},
            upstream=(),
        ),
        understood="The same two rules work on arrays, and every gradient has the shape of its variable.",
    ),
    Exercise(
        name="price_change",
        assignment=ASSIGNMENT,
        points=1,
        section=UNITS,
        returns="change",
        cases=price_change_cases,
        values={"change": two_receipts},
        example={"dtax": 650.0, "percentage_points": 1.0},
        understood="A derivative is “per” a unit: express the change in that unit before you multiply.",
    ),
    Exercise(
        name="audit",
        assignment=ASSIGNMENT,
        points=1,
        section="“Audit: seven lines, one mistake”",
        returns={"line": "line", "kind": Word("kind"), "value": "value"},
        cases=lambda rng: [Case({}, "your answer")],
        choices=("line", "kind"),
        properties=(in_form(7, KINDS),),
        understood="A number can be right and its unit wrong; two runs of the bill are enough to find out.",
    ),
)
