"""Notebook 01: known mistakes of the layers, the shop, the basket and the change of the tax."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from backprop.examination.evidence import Mistake
from backprop.examination.exercise import Inputs
from backprop.rooms.observe import encode_word
from backprop.rooms.room import Leaves


def _subtotal(i: Inputs) -> Any:
    return i["apple"] * i["apple_num"] + i["orange"] * i["orange_num"]


def _grads(**leaves: Any) -> dict[str, Any]:
    """Results of `apple_orange` by the short names of its inputs."""
    return {f"grads[{name!r}]": value for name, value in leaves.items()}


def _without_tax(i: Inputs, right: Leaves) -> dict[str, Any]:
    return _grads(apple=i["apple_num"], apple_num=i["apple"], orange=i["orange_num"], orange_num=i["orange"])


_FRUIT = ("apple", "apple_num", "orange", "orange_num")
_PARTS = tuple(some for size in (1, 2, 3) for some in combinations(_FRUIT, size))
"""The derivatives of the fruit, some of them."""


def _own_value(i: Inputs, right: Leaves) -> dict[str, Any]:
    own = {name: i[name] * i["tax"] for name in _FRUIT}
    return _grads(**own)


def _tax_unpacked(i: Inputs, right: Leaves) -> dict[str, Any]:
    swapped = {name: value * _subtotal(i) for name, value in _without_tax(i, right).items()}
    return {**swapped, **_grads(tax=i["tax"])}


def _as_rate(i: Inputs, right: Leaves) -> dict[str, Any]:
    factor = (1 + i["tax"]) / i["tax"] if i["tax"] else 1.0
    fruit = ("apple", "apple_num", "orange", "orange_num")
    return {"price": right["price"] * factor, **_grads(**{name: right[f"grads[{name!r}]"] * factor for name in fruit})}


MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "MulLayer": (
        Mistake(
            "wrong-local",
            lambda i, right: {"dx": i["dout"] * (i["x"] + i["y"]), "dy": i["dout"] * (i["x"] + i["y"])},
            "Your dx and dy are equal, as if both inputs moved at once. If only x moves and y is held still, how many "
            "terms of the change are left?",
        ),
        Mistake(
            "local-ignored",
            lambda i, right: {"dx": i["dout"], "dy": i["dout"]},
            "Your dx and dy are both dout, which is what an addition does. If x grows by 1 and y is 5, by how much does "
            "the product grow?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            lambda i, right: {"dx": right["out"] * i["dout"], "dy": right["out"] * i["dout"]},
            "Your dx and dy hold dout times the product itself. The product is the value; which number says how fast it "
            "changes when only x moves?",
        ),
        Mistake(
            "wrong-local",
            lambda i, right: {"out": i["x"] + i["y"]},
            "Your forward pass adds its inputs. What is this layer called, and what does 100 at 2 apples cost?",
            telling=True,
        ),
    ),
    "AddLayer": (
        Mistake(
            "wrong-local",
            lambda i, right: {"dx": i["dout"] * i["y"], "dy": i["dout"] * i["x"]},
            "Your dx and dy depend on the values of x and y: that is the rule of the multiplication. If x grows by 1, "
            "does it matter to the sum how large y is?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: {"dx": i["dout"] / 2, "dy": i["dout"] / 2},
            "Your dx and dy are each half of dout, as if the gradient were shared out. Nudge x alone by h: how far does "
            "the sum move, by h or by half of it?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            lambda i, right: {"out": i["x"] * i["y"]},
            "Your forward pass multiplies its inputs. Which of the shop's nodes is this one?",
            telling=True,
        ),
    ),
    "apple_orange": (
        Mistake(
            "upstream-ignored",
            _without_tax,
            "The derivatives of the fruit are too small by the same factor in every shop: what it would be with no tax "
            "at all. Which node lies between the fruit and the price, and what did it do to the upstream gradient?",
            telling=True,
        ),
        *(
            Mistake(
                "upstream-ignored",
                lambda i, right, some=some: {
                    name: _without_tax(i, right)[name] for name in _grads(**dict.fromkeys(some))
                },  # type: ignore[misc]
                f"Some derivatives are what they would be with no tax at all: {' and '.join(some)}. Which node lies "
                "between every fruit and the price, and what did it do to the upstream gradient?",
                telling=True,
            )
            for some in _PARTS
        ),
        Mistake(
            "swapped",
            _own_value,
            "A price's derivative holds the price, a number's holds the number. If one apple more is bought, is the "
            "bill's change counted in apples or in what an apple costs?",
            telling=True,
        ),
        Mistake(
            "swapped",
            _tax_unpacked,
            "The two results of the tax node have changed places: grads['tax'] is the factor itself, and the sum before "
            "tax went on to the fruit. In which order does backward hand back what belongs to x and to y?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: {name: value * right["price"] for name, value in right.items() if name != "price"},
            "Every derivative is too large by one factor, and it is the price itself. With which number does the walk "
            "begin, and what is that the derivative of?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            lambda i, right: _grads(tax=right["price"]),
            "Your grads['tax'] is the price itself, tax included. If the factor goes from 1.1 to 1.2, which amount is "
            "it that gets multiplied by the 0.1 more?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            lambda i, right: _grads(tax=i["apple"] * i["apple_num"]),
            "Your grads['tax'] counts the apples and not the oranges. What is the other input of the node where the tax "
            "comes in?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            lambda i, right: _grads(tax=i["orange"] * i["orange_num"]),
            "Your grads['tax'] counts the oranges and not the apples. What is the other input of the node where the tax "
            "comes in?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: _grads(tax=right["grads['tax']"] / 100),
            "Your grads['tax'] is 1/100 of the answer: the change for one percentage point. `tax` is the factor 1.1; "
            "what is the change when that number grows by 1?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            lambda i, right: {"price": _subtotal(i) * (1 + i["tax"])},
            "Your price takes `tax` for the rate (0.1), and it is the factor (1.1). What does a bill of 650 come to "
            "with a factor of 1?",
            telling=True,
        ),
        Mistake(
            "wrong-local",
            _as_rate,
            "Your code takes `tax` for the rate (0.1), and it is the factor (1.1). What does a bill of 650 come to "
            "with a factor of 1?",
            telling=True,
        ),
        Mistake(
            "path-missing",
            lambda i, right: {"price": _subtotal(i)},
            "Your price is the sum before tax. Which of the five inputs does it not depend on?",
            telling=True,
        ),
    ),
    "basket": (
        Mistake(
            "upstream-ignored",
            lambda i, right: {"dprices": i["counts"], "dcounts": i["prices"]},
            "Your dprices and dcounts are what they would be with no tax at all. Which node lies between the fruit and "
            "the total, and what did it do to the upstream gradient?",
            telling=True,
        ),
        Mistake(
            "upstream-ignored",
            lambda i, right: {"dprices": i["counts"]},
            "Your dprices is what it would be with no tax at all. Which node lies between the fruit and the total?",
            telling=True,
        ),
        Mistake(
            "upstream-ignored",
            lambda i, right: {"dcounts": i["prices"]},
            "Your dcounts is what it would be with no tax at all. Which node lies between the fruit and the total?",
            telling=True,
        ),
        Mistake(
            "wrong-point",
            lambda i, right: {"dtax": right["total"]},
            "Your dtax is the total itself, tax included. When the factor grows a little, which amount is it that gets "
            "multiplied?",
            telling=True,
        ),
        Mistake(
            "batch-scaled",
            lambda i, right: {leaf: value / len(i["prices"]) for leaf, value in right.items()},
            "Everything is 1/n of the answer, with n kinds of fruit. Does a customer pay the sum or the mean?",
            telling=True,
        ),
    ),
    "price_change": (
        Mistake(
            "scaled",
            lambda i, right: {"change": i["dtax"] * i["percentage_points"]},
            "Your change is 100 times the answer. dtax says what a change of 1 in the factor does; how much does the "
            "factor change when the rate goes up by one percentage point?",
            telling=True,
        ),
        Mistake(
            "scaled",
            lambda i, right: {"change": i["dtax"] * i["percentage_points"] / 10},
            "Your change is 10 times the answer. How much does the factor change when the rate goes from 10 % to 11 %?",
            telling=True,
        ),
        Mistake(
            "added-along-path",
            lambda i, right: {"change": i["dtax"] + i["percentage_points"] / 100},
            "For a change of 0 points your answer is dtax. Is a derivative added to a change, or multiplied by it?",
            telling=True,
        ),
        Mistake(
            "upstream-ignored",
            lambda i, right: {"change": i["dtax"] / 100},
            "Your answer is the same for every number of percentage points. What should two points do, compared with one?",
            telling=True,
        ),
    ),
    "audit": (
        Mistake(
            "value-mismatch",
            lambda i, right: {"value": np.asarray(64.0)},
            "Line and kind are right; the value is the one that the line prints. Run the bill twice: what is the change?",
            telling=True,
        ),
        Mistake(
            "value-mismatch",
            lambda i, right: {"kind": encode_word("arithmetic")},
            "The line is wrong, and the multiplication in it is not. What do its two factors count?",
            telling=True,
        ),
    ),
}

ANSWERS = {"audit": lambda: {"line": 6, "kind": "unit", "value": 0.64}}
