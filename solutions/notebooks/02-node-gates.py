# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: all
#     notebook_metadata_filter: kernelspec,-jupytext.text_representation.jupytext_version
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:upstream-local-downstream"]
# # 02 · Upstream × local = downstream
#
# You write the backward step of every kind of node that a small network needs, in one or two lines each, and join them into the derivative of a neuron.
# Then you learn to test such steps so well that few mistakes remain unseen.
#
# **You need** notebook 01: graphs, the walk back, `dout`, and the convention on purity.
#
# **You will be able to**
# - take a gradient back through an addition, a product, a copy, a maximum, and through functions of one input;
# - cut a function into nodes where it suits you, and fuse nodes again;
# - write the forward and the backward pass of a neuron as flat code;
# - check a gradient by nudging, choose the step, and say which mistakes a check cannot see.
#
# **Time** two sittings of about 60 minutes: sections 2.1 to 2.4 (nine exercises), and 2.5 to the end (three). Most of the twelve exercises take one or two lines; 15 points.

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** As in notebook 01: run the cells from top to bottom, write your predictions down, replace `raise NotImplementedError(...)`, and let `check(...)` tell you what is right. If you leave an exercise out, you can go on.
#
# All values are NumPy arrays. Within an exercise, all arrays (`dout`, `x`, `y`, `z` and the results) have one and the same shape, and everything happens entry by entry. The shape may be `()`: a single number. To try a function by hand, plain numbers are usually enough.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from collections.abc import Callable

import numpy as np
from IPython.display import display

from backprop import Graph, check, validate
from backprop.figures import BLUE, INK, VERMILLION, canvas, picture

# %% [markdown] nbgrader={"grade": false, "grade_id": "three-numbers", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:sum-times-z", "002:error-2-1"]
# ## 2.1 Backward through (x + y) z
#
# **What happens to the signs?** Three numbers, two operations:
#
# $$f = (x + y)\,z, \qquad x = -2,\quad y = 5,\quad z = -4$$
#
# **Predict** $f$. Then predict for each of the three inputs whether $f$ rises or falls when this input grows a little.

# %% nbgrader={"grade": false, "grade_id": "sum-times-z-graph", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:sum-times-z", "002:base-case", "002:error-2-2"] jupyter={"source_hidden": true} alt="Graph of (x + y) z. Values: x = -2 and y = 5 are added to q = 3; q is multiplied by z = -4 to f = -12. Gradients: 1 at f, -4 at q, 3 at z, -4 at x and -4 at y. Local derivatives: -4 and 3 at the multiplication, 1 and 1 at the addition."
# the picture of f = (x + y) z
product = Graph()
for name in ("x", "y", "z"):
    product.input(name)
product.gate("q", "+", ["x", "y"])
product.gate("f", "×", ["q", "z"])
product.output("out", "f")
product.with_numbers(
    values={"x": -2, "y": 5, "z": -4, "q": 3, "f": -12},
    gradients={"f": 1, "q": -4, "z": 3, "x": -4, "y": -4},
    local={"q": -4, "z": 3, "x": 1, "y": 1},
)

# %% [markdown] nbgrader={"grade": false, "grade_id": "sum-times-z-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:sum-times-z", "002:base-case", "002:upstream-local-downstream", "002:error-2-1", "002:error-2-2"]
# Above each wire stands its value, below it the gradient that goes back, and below that the local derivative of the node that the wire enters. Read from the right:
#
# $$
# \begin{aligned}
# \frac{\partial f}{\partial f} &= 1 && \text{the walk starts here} \\
# \frac{\partial f}{\partial q} &= 1 \cdot z = -4 \qquad \frac{\partial f}{\partial z} = 1 \cdot q = 3 && \text{at the product} \\
# \frac{\partial f}{\partial x} &= -4 \cdot 1 = -4 \qquad \frac{\partial f}{\partial y} = -4 \cdot 1 = -4 && \text{at the addition}
# \end{aligned}
# $$
#
# Every line is **upstream × local = downstream**. Two things go wrong easily here, and both have been in print. The first is the sign: $f$ is $-12$, and when $x$ grows by 1, $f$ *falls* by 4.
# The second is the name: three gradients happen to be $-4$, those with respect to $q$, $x$ and $y$. They answer three different questions, so each keeps a name of its own.


# %% nbgrader={"grade": false, "grade_id": "sum-times-z-nudged", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:sum-times-z"]
def f(x, y, z):
    return (x + y) * z


h = 0.001
print(f"f = {f(-2, 5, -4)}")
print(f"per 1 of x: {(f(-2 + h, 5, -4) - f(-2, 5, -4)) / h:.4g}")
print(f"per 1 of y: {(f(-2, 5 + h, -4) - f(-2, 5, -4)) / h:.4g}")
print(f"per 1 of z: {(f(-2, 5, -4 + h) - f(-2, 5, -4)) / h:.4g}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "few-kinds-of-nodes", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:gradient-on-paper", "002:computational-graphs", "002:modular"]
# **Why not on paper?** You could multiply out, $f = xz + yz$, and read off $\partial f/\partial x = z$. That works for one line. For a network it fails in three ways: the formulas become long, all of them have to be derived again when one layer changes, and nothing of the work can be used in another network.
#
# The graph of a large network has millions of nodes, whether it recognises images or continues a text. But the nodes are of a few dozen *kinds*, and a kind needs one backward function.
# That is the plan of this notebook: one short function for each kind, each of them tested.

# %% [markdown] nbgrader={"grade": false, "grade_id": "plain-functions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:patterns"]
# ## 2.2 Add hands on, multiply swaps, copy adds, max routes
#
# **What must a backward function be given?** In notebook 01 a layer was an object that remembered its inputs. Here a gate is a plain function, and it is handed what it needs: first the upstream gradient `dout`, then the inputs of the forward pass. It returns one gradient for each input, in the order of the inputs. In this section and the next, $z$ is the output of a gate (in section 2.1 it was an input). From here on, $L$ is the final result of the whole graph, whose derivatives we want; `dout` is the derivative of $L$ with respect to $z$.
#
# $$\mathtt{dx} = \underbrace{\mathtt{dout}}_{\text{upstream}} \cdot \underbrace{\frac{\partial z}{\partial x}}_{\text{local}} \qquad \text{entry by entry, for arrays of one shape}$$
#
# The first two gates you know. They are here to get used to the new form.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-add_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:add-distributor"]
# ### Exercise 2.1 · `add_backward`
#
# Take `dout` back through $z = x + y$.
#
# *1 point, about 3 minutes*
#
# ```python
# add_backward(np.array([4.0, -1.0]), np.array([7.0, 7.0]), np.array([3.0, 0.0]))
# # (array([ 4., -1.]), array([ 4., -1.]))
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# An entry of `x` grows by 1. How far does the same entry of $z$ move? Does it matter how large `x` and `y` are?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Both local derivatives are 1, so both inputs receive `dout`. By the convention on purity the two results are two arrays, and neither of them is `dout` itself.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# dx = dout * ...  # multiplying makes a new array
# dy = dout * ...
# return dx, dy
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-add_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.1: add_backward\")"
def add_backward(dout: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (dx, dy) for z = x + y, each of the shape of x.

    Changes none of its arguments; the results share no memory with them or with each other.
    """
    ### BEGIN SOLUTION
    dx = dout * 1.0
    dy = dout * 1.0
    return dx, dy
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-add_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(add_backward)

# %% nbgrader={"grade": true, "grade_id": "test-add_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(add_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-mul_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:mul-swap"]
# ### Exercise 2.2 · `mul_backward`
#
# Take `dout` back through $z = x \cdot y$, the product entry by entry.
#
# *1 point, about 3 minutes*
#
# ```python
# mul_backward(np.array([2.0, 1.0]), np.array([3.0, -1.0]), np.array([5.0, 0.0]))
# # (array([10.,  0.]), array([ 6., -1.]))
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# In the second entry the product is $-1 \cdot 0$. By how much does it move when the 0 becomes 1? And when the $-1$ becomes 0?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The local derivative with respect to one factor is the other factor. Upstream times local goes downstream.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# dx = dout * ...
# dy = dout * ...
# return dx, dy
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-mul_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.2: mul_backward\")"
def mul_backward(dout: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (dx, dy) for z = x * y (entry by entry), each of the shape of x.

    Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    dx = dout * y
    dy = dout * x
    return dx, dy
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-mul_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(mul_backward)

# %% nbgrader={"grade": true, "grade_id": "test-mul_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(mul_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "constants", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:two-x-plus-y"]
# **A constant is an input, too.** The line `2 * x + y` makes two nodes: a product of 2 and `x`, then an addition. The product computes a gradient for the constant 2 as well; nobody asks for it, and it is dropped.
#
# **Predict.** With an upstream gradient of 5 at the addition: what reaches `x`, what reaches `y`?
#
# <details><summary>Answer</summary>
#
# The addition hands on 5 and 5. So 5 reaches `y`, and the product turns the other 5 into $5 \cdot 2 = 10$ for `x`.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "copy-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:copy-adder", "004:chain-rule-sum"]
# **Who copies?** No line of a program says "copy". A value is copied when its name is used twice. In `q = a * b + a`, the value `a` goes to the product and to the addition, and from each of the two places a gradient comes back.
#
# **Predict.** Let $u = 3a + a^2$ with $a = 5$. Per 1 of $a$, the first term moves by 3 and the second by $2a = 10$. By how much does $u$ move?
#
# <details><summary>Answer</summary>
#
# By 13: both terms move at the same time, and $u$ is their sum. In notebook 01 the same thing was said of paths: where paths meet again, add. Adding and copying are partners: what one does forwards, the other does backwards.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-copy_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:copy-adder", "004:chain-rule-sum"]
# ### Exercise 2.3 · `copy_backward`
#
# A value $x$ is used twice. From its two uses the gradients `dout1` and `dout2` come back. Return the gradient of $x$.
#
# *1 point, about 3 minutes*
#
# ```python
# copy_backward(np.array([1.0, 2.0]), np.array([10.0, -2.0]))
# # array([11.,  0.])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# $x$ moves by 1. $L$ then moves by `dout1` because of the first use. What else happens to $L$ in the same moment?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Along a path, multiply; where paths meet, add. Here both local derivatives are 1.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# dx = ...  # one new array; dout1 and dout2 stay as they are
# return dx
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-copy_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.3: copy_backward\")"
def copy_backward(dout1: np.ndarray, dout2: np.ndarray) -> np.ndarray:
    """Return dx for a value x that was used twice; all three have one shape.

    Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    return dout1 + dout2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-copy_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(copy_backward)

# %% nbgrader={"grade": true, "grade_id": "test-copy_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(copy_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "max-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:max-router", "002:error-2-10"]
# **Who decides in a maximum?** Take $z = \max(x, y)$ with $x = 4$ and $y = -1$, and an upstream gradient of 2.
#
# **Predict** both downstream gradients. Then predict them for $x = y = 4$.
#
# <details><summary>Answer</summary>
#
# $x$ is the winner. When it moves, the maximum moves with it: 2 goes to $x$. When $y$ moves a little, the maximum does not notice: 0 goes to $y$. The node is a *router*.
#
# At a tie there is no derivative. Raise $x$ by $h$ and the maximum rises by $h$; lower it by $h$ and nothing happens, because $y$ holds the maximum up. A nudge up and down measures the mean of 1 and 0, one half. This course follows the nudge: **at a tie each input receives one half of `dout`.** That is a convention. Others give all of it to the first input; two rules are certainly wrong, all to both and nothing to anyone.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-max_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:max-router", "002:error-2-10"]
# ### Exercise 2.4 · `max_backward`
#
# Take `dout` back through $z = \max(x, y)$, entry by entry, with one half for each at a tie.
#
# *2 points, about 6 minutes*
#
# ```python
# max_backward(np.array([2.0, 2.0, 6.0]), np.array([4.0, -1.0, 3.0]), np.array([-1.0, 4.0, 3.0]))
# # (array([2., 0., 3.]), array([0., 2., 3.]))
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# In each entry there are three cases. Which array of 0, ½ and 1 would you like to multiply `dout` with to obtain `dx`?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# `x > y` is an array of booleans. Multiplied by a number it becomes an array of 0 and that number. The local derivatives of `x` and of `y` add up to 1 in every entry.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# share = (x > y) * 1.0 + (x == y) * ...  # 1, 1/2 or 0 in each entry
# dx = dout * share
# dy = dout * ...
# return dx, dy
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-max_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.4: max_backward\")"
def max_backward(dout: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (dx, dy) for z = max(x, y) (entry by entry), each of the shape of x.

    Where x == y, each receives half of dout. Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    share = (x > y) * 1.0 + (x == y) * 0.5
    dx = dout * share
    dy = dout * (1.0 - share)
    return dx, dy
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-max_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(max_backward)

# %% nbgrader={"grade": true, "grade_id": "test-max_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(max_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "zoo-intro", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:patterns"]
# **The gate zoo.** The experiment calls your four functions. Pick a gate, write down what it sends back, press *Step*. Then move the sliders. Three things to find out:
#
# 1. For which gates do the downstream gradients change when only `x` moves?
# 2. Give `copy` the upstream gradients 3 and −3. What reaches `x`?
# 3. Pick `max` and drag `x` slowly past `y`. What happens before the tie, at it, and after it?

# %% nbgrader={"grade": false, "grade_id": "zoo", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:patterns", "002:add-distributor", "002:mul-swap", "002:copy-adder", "002:max-router"] alt="A gate with two inputs and sliders for the inputs and the upstream gradient. For the product of 3 and -4 with upstream 1 the gradients -4 and 3 go back. Buttons choose the gates add, mul, copy, max, and max at a tie, where 2 and 2 receive 1 each of an upstream gradient of 2."
from backprop.widgets import GateZoo

GateZoo(add_backward, mul_backward, copy_backward, max_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "zoo-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:patterns"]
# <details><summary>What there was to find</summary>
#
# 1. For `mul`, where `x` is the local derivative of `y`, and for `max` at the moment when `x` passes `y`. An addition and a copy do not care about values at all.
# 2. Zero. Each use of `x` moves $L$, by 3 and by −3 per unit, and together they cancel. A gradient of 0 does not say that a value is unused.
# 3. All of `dout` jumps from `y` to `x`. At the tie each has half.
# </details>
#
# | gate | forwards | backwards | what it must remember |
# |---|---|---|---|
# | add | adds | hands on, whole, to each input | nothing |
# | mul | multiplies | each input receives `dout` times the other one | both inputs |
# | copy | the same value twice | adds | nothing |
# | max | picks the larger | routes to the winner | who won |

# %% [markdown] nbgrader={"grade": false, "grade_id": "one-input", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-four-nodes"]
# ## 2.3 One input, one slope
#
# **What is there to multiply with?** A function of one input has one local derivative: its slope at the point where the forward pass was. Three such functions are needed for what follows: $e^x$, $1/x$, and ReLU.
#
# **Predict** the slope of $e^x$ at $x = -1$, where the function has the value 0.3679, and the slope of $1/x$ at $x = 2$.
#
# <details><summary>Answer</summary>
#
# The slope of $e^x$ is $e^x$: again 0.3679. The slope of $1/x$ is $-1/x^2 = -0.25$: the larger $x$, the smaller $1/x$, hence the minus.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-exp_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-four-nodes"]
# ### Exercise 2.5 · `exp_backward`
#
# Take `dout` back through $z = e^x$.
#
# *1 point, about 3 minutes*
#
# ```python
# exp_backward(np.array([2.0, 2.0]), np.array([0.0, 1.0]))
# # array([2.        , 5.43656366])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# At $x = 0$ the function has the value 1. How steep is it there? At $x = 1$ it has the value 2.718. How steep is it there?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The slope of $e^x$ is its own value. `np.exp(x)` gives it for every entry.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# return dout * ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-exp_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.5: exp_backward\")"
def exp_backward(dout: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return dx for z = exp(x), of the shape of x. Changes none of its arguments."""
    ### BEGIN SOLUTION
    return dout * np.exp(x)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-exp_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(exp_backward)

# %% nbgrader={"grade": true, "grade_id": "test-exp_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(exp_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-reciprocal_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-four-nodes"]
# ### Exercise 2.6 · `reciprocal_backward`
#
# Take `dout` back through $z = 1/x$; no entry of $x$ is 0.
#
# *1 point, about 4 minutes*
#
# ```python
# reciprocal_backward(np.array([8.0, 8.0, 3.0]), np.array([2.0, -2.0, 1.0]))
# # array([-2., -2., -3.])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Eight cakes for $x$ guests. Does a piece grow or shrink when one more guest comes? Does the answer change if $x$ is negative?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# $1/x = x^{-1}$, and the derivative of $x^n$ is $n\,x^{n-1}$. Integers may come in: `x**2` is safe for them, a negative power of an integer array is not.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# local = -1.0 / ...
# return dout * local
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-reciprocal_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.6: reciprocal_backward\")"
def reciprocal_backward(dout: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return dx for z = 1 / x, of the shape of x. Changes none of its arguments."""
    ### BEGIN SOLUTION
    return -dout / x**2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-reciprocal_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(reciprocal_backward)

# %% nbgrader={"grade": true, "grade_id": "test-reciprocal_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(reciprocal_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "relu-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:relu", "001:relu-mask", "001:error-1-2", "001:error-1-3"]
# **ReLU** is the gate of most networks: it lets positive numbers pass and turns all others into 0. A text defines it like this, with a misprint:
#
# $$\mathrm{relu}(x) = \begin{cases} x & (x \ge 0) \\ 0 & (x > 0) \end{cases}$$
#
# **Predict.** For which $x$ does this definition give two answers, and for which none?
#
# <details><summary>Answer</summary>
#
# For every positive $x$ it gives two answers, $x$ and 0; for every negative $x$ it gives none. The second line should say $x < 0$. When you read or write a function by cases, test one number of each kind: a negative one, 0, a positive one.
# </details>
#
# At $x = 0$ there is a **kink**: from the left the slope is 0, from the right it is 1. The value there is 0 by either rule, but a backward pass needs a slope. This course takes 0, which many programs do: only $x > 0$ is open. The array of booleans $x > 0$ is called a *mask*. It is all that the node has to remember.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-relu_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:relu", "001:relu-mask", "001:error-1-3", "001:error-1-4"]
# ### Exercise 2.7 · `relu_backward`
#
# Take `dout` back through $z = \mathrm{relu}(x)$, with slope 0 at $x = 0$.
#
# *1 point, about 5 minutes*
#
# ```python
# relu_backward(np.array([3.0, -4.0, 5.0]), np.array([2.0, 0.1, -7.0]))
# # array([ 3., -4.,  0.])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# The second entry of `dout` is negative, and its gate is open. What passes? Which of the two arguments decides whether a gate is open?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The local derivative is 1 where $x > 0$ and 0 elsewhere. The sign of `dout` has no part in it, and the array `dout` must be the same after the call as before.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# is_open = ...  # array of booleans, of the shape of x
# return dout * is_open
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-relu_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.7: relu_backward\")"
def relu_backward(dout: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return dx for z = max(x, 0), of the shape of x; the slope at 0 is 0.

    Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    return dout * (x > 0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-relu_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(relu_backward)

# %% nbgrader={"grade": true, "grade_id": "test-relu_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(relu_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-conventions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-3", "002:error-2-10"]
# **Two conventions in one course.** ReLU is $\max(x, 0)$. So its backward pass could also be had from `max_backward`, with 0 as the second input. **Predict** where the two answers differ.

# %% nbgrader={"grade": false, "grade_id": "two-conventions-compared", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-3", "002:error-2-10"]
x = np.array([-1.0, 0.0, 2.0])
dout = np.ones(3)
try:
    print("relu_backward:          ", relu_backward(dout, x))
    print("max_backward with y = 0:", max_backward(dout, x, np.zeros(3))[0])
except NotImplementedError:
    print("This cell compares your own code: finish exercises 2.4 and 2.7, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-conventions-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-3", "002:error-2-10"]
# They differ at 0: slope 0 here, one half there. Neither is wrong. A line through the kink with any slope from 0 to 1 stays below the graph (such a slope is called a *subgradient*), and a convention picks one. But the two picks contradict each other, and it is better to say so than to hide it.
# In training it hardly matters, since an input is almost never exactly 0. In a test it matters very much; section 2.6 comes back to it.

# %% [markdown] nbgrader={"grade": false, "grade_id": "sigmoid-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-four-nodes", "002:sigmoid-is-a-choice", "002:error-2-4"]
# ## 2.4 Four small nodes or one sigmoid
#
# **Where does a node end?** The sigmoid squeezes any number $z$ into the range from 0 to 1. In this section $z$ is what goes in and $y$ what comes out, as in most texts on networks:
#
# $$y = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# You can draw it as four nodes that you know, with a name for every wire:
#
# $$z \;\xrightarrow{\;\times(-1)\;}\; m \;\xrightarrow{\;\exp\;}\; e \;\xrightarrow{\;+1\;}\; d \;\xrightarrow{\;1/\cdot\;}\; y$$
#
# The names matter. The slope of the second node is often written $e^x$, sometimes $e^{-x}$, and both can be right: in the first, $x$ is the node's own input $m$; in the second, it is the input $z$ of the whole function. With a name for every wire there is nothing to confuse: the slope is $e^m$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "sigmoid-walk", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-four-nodes", "001:error-1-5", "001:error-1-6", "002:cs231n-numbers"]
# **Predict.** Let $z = 1$, and let the upstream gradient of $y$ be 1. The forward values are $m = -1$, $e = 0.3679$, $d = 1.3679$, $y = 0.7311$. Walk back: four local derivatives, four products. Which signs do the four gradients have?
#
# <details><summary>Answer</summary>
#
# | node | its input | local derivative | upstream | downstream |
# |---|---|---|---|---|
# | $1/\cdot$ | $d = 1.3679$ | $-1/d^2 = -0.5344$ | 1 | $-0.5344$ |
# | $+1$ | $e = 0.3679$ | 1 | $-0.5344$ | $-0.5344$ |
# | exp | $m = -1$ | $e^m = 0.3679$ | $-0.5344$ | $-0.1966$ |
# | $\times(-1)$ | $z = 1$ | $-1$ | $-0.1966$ | $0.1966$ |
#
# Two nodes turn the sign, the first and the last on the way back, so the gradient of $z$ is positive again: a larger $z$ gives a larger $y$.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "fuse", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-fused", "002:sigmoid-is-a-choice"]
# **Fuse them.** The four local derivatives lie on one path, so they multiply:
#
# $$
# \begin{aligned}
# \mathtt{dz} &= \mathtt{dout} \cdot \left(-\frac{1}{d^2}\right) \cdot 1 \cdot e \cdot (-1) \\
# &= \mathtt{dout} \cdot \frac{e}{d^2}
# \end{aligned}
# $$
#
# Here $e$ stands for the value on its wire. **Write this with $y$ alone**: remember that $d = 1 + e$ and $y = 1/d$.
#
# <details><summary>Answer</summary>
#
# $$\frac{e}{d^2} = \frac{1}{d} \cdot \frac{d - 1}{d} = \frac{1}{d}\left(1 - \frac{1}{d}\right) = y\,(1 - y)$$
#
# At $z = 1$: $0.7311 \cdot 0.2689 = 0.1966$, the number of the four nodes.
# </details>
#
# One node now does the work of four, and it needs to remember only its own output. How finely a graph is cut is a choice: the result is the same. Small nodes are easier to get right; a large one saves memory, and, as you will see next, it can be computed more safely.

# %% [markdown] nbgrader={"grade": false, "grade_id": "overflow", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-7"]
# **What can go wrong on the way forward?** **Predict** what the formula gives for $z = -1000$, computed from left to right: $m = 1000$, then $e^{1000}$, then …

# %% nbgrader={"grade": false, "grade_id": "overflow-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-7"]
with np.errstate(over="ignore", invalid="ignore"):  # the warnings are the subject here
    for z in (-1000.0, 1000.0):
        one_form = 1 / (1 + np.exp(-z))
        other_form = np.exp(z) / (1 + np.exp(z))
        print(f"z = {z:6.0f}   exp(-z) = {np.exp(-z)}   exp(z) = {np.exp(z)}")
        print(f"{'':12} 1/(1+exp(-z)) = {one_form}   exp(z)/(1+exp(z)) = {other_form}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "overflow-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-7"]
# The largest `float64` is about $1.8 \cdot 10^{308}$; $e^{1000}$ is beyond it and becomes `inf`. The first form is lucky, since $1/\infty = 0$ is the right limit: it only warns. The second form computes `inf / inf`, which is `nan`, *not a number*, and a single `nan` in a network soon makes everything `nan`.
#
# On paper the two forms are equal. On a computer each is safe on one side: the first for $z \ge 0$, the second for $z < 0$. In both cases the exponential that is computed is $e^{-|z|}$, which is never larger than 1.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-sigmoid_forward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-7"]
# ### Exercise 2.8 · `sigmoid_forward`
#
# Compute $\sigma(z)$ entry by entry, so that nothing overflows for $z = \pm 1000$.
#
# *1 point, about 6 minutes*
#
# ```python
# sigmoid_forward(np.array([0.0, 1.0, -1.0, 1000.0]))
# # array([0.5       , 0.73105858, 0.26894142, 1.        ])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# What is the largest exponential that your code computes for $z = -1000$? And for $z = 1000$?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# With $e = e^{-|z|}$: $\sigma(z) = 1/(1 + e)$ for $z \ge 0$ and $\sigma(z) = e/(1 + e)$ for $z < 0$. `np.where(condition, a, b)` picks entry by entry.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# e = np.exp(-np.abs(z))  # never larger than 1
# return np.where(z >= 0, ..., ...)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-sigmoid_forward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.8: sigmoid_forward\")"
def sigmoid_forward(z: np.ndarray) -> np.ndarray:
    """Return y = sigmoid(z), of the shape of z.

    No overflow, however large z is. Leaves z as it was.
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-sigmoid_forward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(sigmoid_forward)

# %% nbgrader={"grade": true, "grade_id": "test-sigmoid_forward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(sigmoid_forward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-sigmoid_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-fused"]
# ### Exercise 2.9 · `sigmoid_backward`
#
# Take `dout` back through $y = \sigma(z)$, as one node. You are given `z`, the input of the sigmoid, not its output.
#
# *2 points, about 6 minutes*
#
# ```python
# sigmoid_backward(np.array([1.0, 10.0]), np.array([0.0, 1.0]))
# # array([0.25      , 1.96611933])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# What did the fused node need to remember? How do you obtain it from `z`?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The local derivative, written with the output, is in the folded answer above. Compute the output first; `sigmoid_forward` is there for it, or write the safe form once more.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# y = ...  # the output of the forward pass
# return dout * ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-sigmoid_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.9: sigmoid_backward\")"
def sigmoid_backward(dout: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Return dz for y = sigmoid(z), of the shape of z; z is the input of the sigmoid.

    No overflow, however large z is. Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    y = sigmoid_forward(z)
    return dout * y * (1 - y)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-sigmoid_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(sigmoid_backward)

# %% nbgrader={"grade": true, "grade_id": "test-sigmoid_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(sigmoid_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "sigmoid-experiment-intro", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:sigmoid-four-nodes", "001:sigmoid-fused", "002:sigmoid-is-a-choice"]
# **Do both arrive at the same number?** The experiment runs your functions: first the four small nodes, then your sigmoid as a single one.
#
# Write down the four gradients on the way back, then press *Step* until they are there. Choose *one node*, and compare what arrives at $z$. At last choose *saturated*, where $z = 8$, and look at the number of zeros.

# %% nbgrader={"grade": false, "grade_id": "sigmoid-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:sigmoid-four-nodes", "001:sigmoid-fused", "002:sigmoid-is-a-choice"] alt="A row of four nodes from z = 1 to y = 0.731059, and the same function as one node. In both the gradient 0.196612 arrives at z. A third preset shows z = 8, where only 0.000335238 arrives."
from backprop.widgets import SigmoidExperiment

small_nodes = mul_backward, exp_backward, add_backward, reciprocal_backward
SigmoidExperiment(sigmoid_forward, sigmoid_backward, *small_nodes)

# %% [markdown] nbgrader={"grade": false, "grade_id": "saturation-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:sigmoid-slope", "003:error-3-7"]
# Both ways the same number arrives. At $z = 8$, very little of the upstream gradient is left.
#
# **Predict**, before you run the next cell: at which $z$ is the slope of the sigmoid largest, and how large is it there?


# %% nbgrader={"grade": false, "grade_id": "sigmoid-slope", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:sigmoid-slope", "003:error-3-7"] jupyter={"source_hidden": true} alt="Two curves over z from -8 to 8. The sigmoid rises from 0 to 1. Its slope is a bell with its top, one quarter, at z = 0; beyond 5 and below -5 it is nearly 0."
# the picture of the sigmoid and its slope, from your own functions
def plot_sigmoid():
    z = np.linspace(-8, 8, 321)
    y, slope = sigmoid_forward(z), sigmoid_backward(np.ones_like(z), z)
    figure, axes = canvas()
    axes.plot(z, y, color=BLUE)
    axes.plot(z, slope, color=VERMILLION)
    axes.text(2.1, 0.78, "σ(z)", color=BLUE)
    axes.text(-2.6, 0.22, "its slope", color=VERMILLION, ha="right")
    axes.annotate("1/4", (0, 0.25), (0.9, 0.34), color=VERMILLION, arrowprops={"arrowstyle": "-", "color": VERMILLION})
    axes.set(xlabel="z", ylabel="value", title="The slope of the sigmoid is never more than one quarter")
    top = int(np.argmax(slope))
    return picture(
        figure,
        f"Two curves over z from -8 to 8, from your own functions. The sigmoid goes from {y[0]:.4f} to {y[-1]:.4f}. "
        f"Its slope is largest at z = {z[top]:.2g}, where it is {slope[top]:.4g}; at the ends it is {slope[-1]:.4f}.",
    )


try:
    display(plot_sigmoid())
except NotImplementedError:
    print("This figure draws your own code: finish exercises 2.8 and 2.9, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "saturation-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:sigmoid-slope", "003:error-3-7"]
# At $z = 0$, where $y = \tfrac12$, the slope is $\tfrac12 \cdot \tfrac12 = \tfrac14$; everywhere else it is smaller. At $z = 8$ about 0.0003 of the upstream gradient is left: the sigmoid is *saturated*. Its output can still be a perfectly good answer; it is the gradient that has become small.
# Notebook 06 follows what happens when many sigmoids are stacked.

# %% [markdown] nbgrader={"grade": false, "grade_id": "neuron-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:sigmoid-neuron", "002:flat-code", "002:error-2-4"]
# ## 2.5 A neuron as flat code
#
# **What does the walk back look like without a graph?** A neuron multiplies each input by a weight, adds a bias, and applies a sigmoid:
#
# $$L = \sigma(w_0 x_0 + w_1 x_1 + w_2)$$
#
# $L$ is the name of the final result, as in notebook 01. Here it is the output of the neuron and not a loss: a sigmoid is no loss function. The forward pass, one node a line:
#
# ```python
# a = w0 * x0
# b = w1 * x1
# c = a + b
# s = c + w2
# L = sigmoid_forward(s)
# ```
#
# The backward pass has one line for each of these, **in reverse order**: first from $L$ to $s$, then from $s$ to $c$ and $w_2$, and so on, upwards. Each of its lines takes the gradient of the name on the left of `=` and computes the gradients of the names on the right.
#
# The picture shows the neuron with $w_0 = 2$, $x_0 = -1$, $w_1 = -3$, $x_1 = -2$, $w_2 = -3$. **Predict** which of the five inputs has the gradient of the largest size, before you run the cell.

# %% nbgrader={"grade": false, "grade_id": "neuron-graph", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:sigmoid-neuron", "002:cs231n-numbers"] jupyter={"source_hidden": true} alt="Graph of the neuron. Values: w0 = 2, x0 = -1, w1 = -3, x1 = -2, w2 = -3; products -2 and 6; sum 4; with the bias 1; output 0.731059. Gradients: 1 at L, 0.196612 at s, c, w2, a and b, then -0.196612 at w0, 0.393224 at x0, -0.393224 at w1, -0.589836 at x1."
# the picture of a neuron, with all its numbers
neuron_graph = Graph()
for name in ("w0", "x0", "w1", "x1", "w2"):
    neuron_graph.input(name)
neuron_graph.gate("a", "×", ["w0", "x0"])
neuron_graph.gate("b", "×", ["w1", "x1"])
neuron_graph.gate("c", "+", ["a", "b"])
neuron_graph.gate("s", "+", ["c", "w2"])
neuron_graph.gate("L", "σ", ["s"])
neuron_graph.output("out", "L")

slope = 0.196612
neuron_graph.with_numbers(
    values={"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3, "a": -2, "b": 6, "c": 4, "s": 1, "L": 0.731059},
    gradients={"L": 1, "s": slope, "c": slope, "w2": slope, "a": slope, "b": slope}
    | {"w0": -slope, "x0": 2 * slope, "w1": -2 * slope, "x1": -3 * slope},
)

# %% [markdown] nbgrader={"grade": false, "grade_id": "rounding", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:cs231n-numbers", "002:rounding"]
# **A trap for readers.** Rounded to two decimals, the gradient of $s$ in the picture is 0.20. Somebody who goes on with the rounded number gets $2 \cdot 0.20 = 0.40$ for $x_0$; the exact product is 0.3932, which rounds to 0.39. Both numbers have been printed for this neuron, and readers have "corrected" one into the other.
#
# Round when you print, never while you compute.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-neuron", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:flat-code", "002:sigmoid-neuron", "002:error-2-8"]
# ### Exercise 2.10 · `neuron`
#
# Compute the output of the neuron and its five gradients. All arguments are plain numbers.
#
# *2 points, about 10 minutes*
#
# ```python
# neuron(1.0, 2.0, 3.0, -1.0, 0.5)
# # L = 0.377541, and with five decimals the gradients
# # dw0 = 0.47001, dx0 = 0.23500, dw1 = -0.23500, dx1 = 0.70501, dw2 = 0.23500
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Which line of the forward pass is the last? Its backward line comes first. Which upstream gradient does it get?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Every forward line becomes one backward line: `c = a + b` becomes `da, db = ...`. You may call your own functions from above, or write the products out. For `ds`, the output $L$ is already there.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# ... # the five forward lines
# ds = 1.0 * ...
# dc, dw2 = ...
# da, db = ...
# dw1, dx1 = ...
# dw0, dx0 = ...
# return L, (dw0, dx0, dw1, dx1, dw2)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-neuron", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.10: neuron\")"
def neuron(
    w0: float, x0: float, w1: float, x1: float, w2: float
) -> tuple[float, tuple[float, float, float, float, float]]:
    """Return (L, (dw0, dx0, dw1, dx1, dw2)) for L = sigmoid(w0 x0 + w1 x1 + w2).

    The gradients are those of L, so the upstream gradient of the last node is 1.
    """
    ### BEGIN SOLUTION
    a = w0 * x0
    b = w1 * x1
    c = a + b
    s = c + w2
    L = sigmoid_forward(s)

    ds = sigmoid_backward(1.0, s)
    dc, dw2 = add_backward(ds, c, w2)
    da, db = add_backward(dc, a, b)
    dw1, dx1 = mul_backward(db, w1, x1)
    dw0, dx0 = mul_backward(da, w0, x0)
    return L, (dw0, dx0, dw1, dx1, dw2)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-neuron", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(neuron)

# %% nbgrader={"grade": true, "grade_id": "test-neuron", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(neuron)

# %% [markdown] nbgrader={"grade": false, "grade_id": "flat-code-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:flat-code"]
# Flat code is the fastest to run and the first to go out of date: when a forward line changes, its backward line must follow. Programs that build the graph themselves spare you this. Notebook 07 builds one.

# %% [markdown] nbgrader={"grade": false, "grade_id": "check-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:error-1-21"]
# ## 2.6 The gradient check, and what it cannot see
#
# **How do you know that a backward function is right?** In this notebook `check` tells you. For your own layers nobody does, and a wrong gradient rarely crashes: the network trains, a little worse than it could. So you test against nudging. It is slow, but it uses none of the rules that you may have got wrong.
#
# Nudge *up and down* (a *central difference*). For a function $f$ of an array that returns one number, and for each entry $x_i$:
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(\ldots, x_i + h, \ldots) - f(\ldots, x_i - h, \ldots)}{2h}$$

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-numeric_gradient", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:numerical-differentiation"]
# ### Exercise 2.11 · `numeric_gradient`
#
# Write this for an array of any shape.
#
# *1 point, about 8 minutes*
#
# ```python
# numeric_gradient(lambda x: np.sum(x**3), np.array([[1, 2], [-3, 0]]))
# # array([[ 3., 12.], [27.,  0.]]), up to about 1e-9
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# The array of the example holds integers. What happens to `x[0, 0] + 0.00001` when it is stored back into an integer array?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Work on a copy with floats. `np.ndindex(x.shape)` runs through all positions of an array of any shape, also of shape `()`. Nudge one entry at a time, and put it back before you go on to the next.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# x = np.array(x, dtype=float)  # a copy
# gradient = np.zeros(x.shape)
# for i in np.ndindex(x.shape):
#     kept = x[i]
#     x[i] = kept + h
#     high = ...
#     ...
#     gradient[i] = (high - low) / ...
# return gradient
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-numeric_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.11: numeric_gradient\")"
def numeric_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return the gradient of f at x, of the shape of x, nudged by central differences with step h.

    f: array -> number. x may hold integers; it is left as it was.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        high = f(x)
        x[i] = kept - h
        low = f(x)
        x[i] = kept
        gradient[i] = (high - low) / (2 * h)
    return gradient
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-numeric_gradient", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(numeric_gradient)

# %% nbgrader={"grade": true, "grade_id": "test-numeric_gradient", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(numeric_gradient)

# %% [markdown] nbgrader={"grade": false, "grade_id": "upstream-makes-a-number", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check"]
# **From an array to a number.** A gate returns an array, and `numeric_gradient` wants a number. The trick is to choose the upstream gradient and to let it do the work: if $z$ is that array and $L = \sum_i \mathtt{dout}_i \, z_i$, then `dout` *is* the upstream gradient of $z$. So nudge $L$, and compare with what the backward function returns for this `dout`.
#
# Compare relative to the size of the numbers: a difference of 0.001 is much for gradients of 0.01 and nothing for gradients of a million.


# %% nbgrader={"grade": false, "grade_id": "gradient-check", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:error-1-21"]
def relative_error(a, b):
    """Largest difference of two arrays, relative to the largest entry."""
    size = max(np.max(np.abs(a)), np.max(np.abs(b)), 1e-300)  # for two arrays of zeros
    return np.max(np.abs(a - b)) / size


def gradient_check(backward, forward, dout, *inputs):
    """Error of backward(dout, *inputs) against nudging L = sum(dout * forward(*inputs)), worst input."""
    downstream = backward(dout, *inputs)
    downstream = downstream if len(inputs) > 1 else (downstream,)
    errors = []
    for k, x in enumerate(inputs):

        def L(x, k=k):
            return np.sum(dout * forward(*inputs[:k], x, *inputs[k + 1 :]))

        errors.append(relative_error(downstream[k], numeric_gradient(L, x)))
    return max(errors)


# %% nbgrader={"grade": false, "grade_id": "check-own-gates", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check"]
rng = np.random.default_rng(2)
x, y, dout = rng.standard_normal((3, 4, 2))  # three arrays of shape (4, 2)
gates = {
    "add": (add_backward, np.add, [x, y]),
    "mul": (mul_backward, np.multiply, [x, y]),
    "max": (max_backward, np.maximum, [x, y]),
    "exp": (exp_backward, np.exp, [x]),
    "1/x": (reciprocal_backward, lambda x: 1 / x, [x]),
    "relu": (relu_backward, lambda x: np.maximum(x, 0), [x]),
}
for gate, (backward, forward, inputs) in gates.items():
    try:
        print(f"{gate:<5} {gradient_check(backward, forward, dout, *inputs):.1e}")
    except NotImplementedError as missing:
        print(f"{gate:<5} still to be written: {missing}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "thresholds", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-21"]
# **What is small enough?** With central differences in `float64`, $h$ near $10^{-5}$ and numbers of ordinary size, this is a good rule:
#
# | relative error | what it says |
# |---|---|
# | below $10^{-7}$ | right |
# | from $10^{-7}$ to $10^{-4}$ | look closer: a kink nearby, a bad $h$, `float32` somewhere? |
# | above $10^{-4}$ | wrong |
#
# An error near 1 says that one of the two is almost 0 where the other is not; an error of 2, that a sign is flipped. Where the rule for $h$ comes from, you will find out below.

# %% [markdown] nbgrader={"grade": false, "grade_id": "suspects", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-21", "002:error-2-15"]
# **A check is only as good as its inputs.** The next cell has a new gate, and three backward functions for it by three authors. The gate takes the mean over the rows: $x$ has shape (N, D), for N samples with D numbers each, and the result has shape (D,). All three functions are wrong.
#
# Four checks are at hand, **a** to **d**. Each of the functions is found by some of them and passes others.
#
# **Predict** which check lets which author pass. For each line of code, ask which two numbers would have to be equal for it to be right.


# %% nbgrader={"grade": false, "grade_id": "suspects-and-checks", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-21", "002:error-2-15"]
def mean_of_rows(x):
    return np.mean(x, axis=0)  # (N, D) -> (D,)


authors = {
    "Ada": lambda dout, x: np.ones_like(x) / len(x),
    "Ben": lambda dout, x: np.ones_like(x) * dout / x.shape[1],
    "Cho": lambda dout, x: np.ones_like(x) * dout,
}
checks = {  # (dout, x)
    "a: dout of ones": (np.ones(3), rng.standard_normal((4, 3))),
    "b: square x": (rng.standard_normal(3), rng.standard_normal((3, 3))),
    "c: batch of one": (rng.standard_normal(3), rng.standard_normal((1, 3))),
    "d: none of that": (rng.standard_normal(3), rng.standard_normal((4, 3))),
}


# %% nbgrader={"grade": false, "grade_id": "suspects-checked", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-21", "002:error-2-15"]
def verdict(error):
    return f"passes ({error:.0e})" if error < 1e-7 else f"FOUND ({error:.2f})"


def row(cells):
    return "  ".join(f"{cell:<15}" for cell in cells).rstrip()


try:
    table = [["", *authors]]
    for name, (dout, x) in checks.items():
        errors = [gradient_check(backward, mean_of_rows, dout, x) for backward in authors.values()]
        table.append([name, *map(verdict, errors)])
    print("\n".join(map(row, table)))
except NotImplementedError:
    print("This cell runs your own numeric_gradient: finish exercise 2.11, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "suspects-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-21", "002:error-2-15"]
# Each careless choice hides one mistake completely:
#
# - **`dout` must be random.** Ada forgot `dout`. With a `dout` of ones, forgetting it changes nothing. Ones also hide a gate that decides by the sign of `dout`.
# - **Sizes must differ.** Ben divides by the number of columns in place of the number of rows. In a square array the two are the same. Squares hide transposes and wrong axes as well; notebook 04 meets both.
# - **A batch of one misleads.** Cho forgot that the mean divides by N. With N = 1 there is nothing to divide by, and nothing to sum over either.
#
# So: random `dout` of both signs, random inputs, all sizes different, more than one sample. And everything random must stay fixed during a check: a gate that draws new random numbers in every call is measured as noise.

# %% [markdown] nbgrader={"grade": false, "grade_id": "step-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:numerical-differentiation"]
# **Where does h come from?** A smaller $h$ follows the curve more closely. So the smaller, the better?
#
# The experiment asks your `numeric_gradient` for the slope of a known function, with an $h$ that becomes ten times smaller at every step. It does so twice: for an $f$ that computes in `float64`, and for one that computes in `float32`, the format in which most networks are trained. **Predict** the best $h$ for each, then press *Step* or *Play*.

# %% nbgrader={"grade": false, "grade_id": "step-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:gradient-check", "001:numerical-differentiation"] alt="Relative error of the numeric gradient against the step h, on logarithmic axes. In float64 the error falls by a factor 100 for each power of ten down to 2e-11 at h = 1e-5, then rises by about 10 a step. In float32 it is smallest, 2e-5, at h = 1e-2, and from h = 1e-7 on the result is useless."
from backprop.widgets import StepSizeExperiment

StepSizeExperiment(numeric_gradient)

# %% [markdown] nbgrader={"grade": false, "grade_id": "step-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:numerical-differentiation"]
# Two errors pull in opposite directions.
#
# - **Curvature.** A chord is not a tangent. For central differences the error is about $h^2$ (times a sixth of the third derivative): ten times smaller $h$, a hundred times smaller error. That is the right branch.
# - **Rounding.** $f$ is known to about 16 digits in `float64` and 7 in `float32`. The two values of $f$ agree in most of their digits, and the difference keeps only the uncertain rest. With $\varepsilon$ for the relative rounding error, the error is about $\varepsilon / h$: ten times smaller $h$, ten times larger error. That is the left branch. In `float32` it ends at an error of 1: there $h$ is so small that $x + h$ and $x$ are the same number, and the measured slope is 0.
#
# Where the branches cross, $h^2 \approx \varepsilon / h$, so the best step is near $h \approx \varepsilon^{1/3}$. **Predict** the exponents that the next cell prints: $\varepsilon$ is about $2 \cdot 10^{-16}$ and $10^{-7}$.

# %% nbgrader={"grade": false, "grade_id": "step-rule", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
for dtype in (np.float64, np.float32):
    eps = float(np.finfo(dtype).eps)
    best = eps ** (1 / 3)
    print(f"{dtype.__name__}: eps = {eps:.0e}   best h near {best:.0e}   error about {best**2:.0e}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "step-advice", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
# So the check itself computes in `float64`, even if the network trains in `float32`. A one-sided nudge, $(f(x + h) - f(x))/h$, has an error of about $h$ in place of $h^2$; its best step is near $\varepsilon^{1/2}$, and it never does better than about $10^{-8}$.
#
# The preset *a large x* shows one more thing. There $x$ is a thousand times larger, the function a thousand times flatter, and the best $h$ a thousand times larger too. If you do not know how large $x$ is, nudge each entry by $h \cdot \max(1, |x_i|)$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "kink-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-3", "002:error-2-10"]
# **What does a kink do?** **Predict** what `numeric_gradient` gives for ReLU at $x = 0$, and at $x = 0.3$ with a large step, $h = 0.5$.


# %% nbgrader={"grade": false, "grade_id": "kink", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:error-1-3", "002:error-2-10"] jupyter={"source_hidden": true} alt="The graph of ReLU near its kink at 0, with two chords of half-width h = 0.5. The chord around x = 0 has slope 0.5, the chord around x = 0.3 has slope 0.8. ReLU itself has only the slopes 0 and 1."
# the picture of chords across a kink
def plot_kink(h=0.5):
    def relu(x):
        return np.maximum(x, 0)

    figure, panels = canvas(columns=2, width=7.2, height=3.0, sharey=True)
    grid = np.linspace(-1, 1.2, 221)
    for axes, x in zip(panels, (0.0, 0.3), strict=True):
        ends = np.array([x - h, x + h])
        slope = (relu(x + h) - relu(x - h)) / (2 * h)
        axes.plot(grid, relu(grid), color=BLUE)
        axes.plot(ends, relu(ends), "o--", color=VERMILLION)
        axes.plot([x], [0], "|", color=INK, markersize=12)
        axes.text(-0.95, 0.75, f"x = {x}\nchord: slope {slope:.1f}", color=VERMILLION)
        axes.set(xlabel="x")
    panels[0].set(ylabel="relu(x)")
    figure.suptitle("A chord across the kink has a slope that ReLU never has (h = 0.5)")
    return picture(
        figure,
        "The graph of ReLU near its kink at 0, with two chords of half-width h = 0.5. The chord around x = 0 has slope "
        "0.5, the chord around x = 0.3 has slope 0.8. ReLU itself has only the slopes 0 and 1.",
    )


plot_kink()

# %% [markdown] nbgrader={"grade": false, "grade_id": "kink-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-3", "002:error-2-10"]
# A chord across the kink mixes both sides: slope 0.5 at $x = 0$, whatever the $h$, and 0.8 at $x = 0.3$. The true slopes are 0 (by convention) and 1. Your `relu_backward` is right in both cases, and a naive check would call it wrong. In the last experiment, the preset *near a kink* shows the same thing: there the error is between 0.35 and 0.5 until $h$ is smaller than 0.0003, the distance to the kink.
#
# - Keep the test points further from every kink than $h$. That is why random points are better than round numbers: 0 is a popular round number.
# - Test the kink itself separately, against the convention that you have chosen, and not against a nudge.
#
# At a tie of `max` the nudge gives one half, and so does our convention; for ReLU at 0 they differ. That is all there is behind the contradiction of section 2.3.

# %% [markdown] nbgrader={"grade": false, "grade_id": "check-summary", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:error-1-21"]
# **The check on one card.**
#
# 1. `float64`, central differences, $h$ near $10^{-5} \cdot \max(1, |x|)$.
# 2. Random `dout`, random inputs, sizes all different, several samples; a fixed seed.
# 3. No test point closer to a kink than $h$; kinks and ties tested separately.
# 4. Relative error; below $10^{-7}$ is right, above $10^{-4}$ is wrong.
# 5. What nudging cannot see, test directly: are the arguments unchanged, is the result right for integers, for extreme values, when called twice?
#
# The cell `check(...)` of this course does these things, and so can you, for every layer that you will ever write.

# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-4"]
# ## Audit: seven lines, one mistake
#
# Somebody has written a backward function for ReLU:
#
# ```python
# def relu_backward(dout, x):
#     dx = dout
#     dx[x <= 0] = 0
#     return dx
# ```
#
# and uses it in a small graph: an array $a = (-2, 5)$ is used twice, $u = \mathrm{relu}(a) + 3a$, and the upstream gradient of $u$ is `dout` $= (10, 4)$. This is the report. **Exactly one line is wrong, and the mistake has been in print.**
#
# 1. Forwards, $\mathrm{relu}(a) = (0, 5)$ and $3a = (-6, 15)$, so $u = (-6, 20)$.
# 2. The addition hands $(10, 4)$ to both of its inputs.
# 3. The first entry of $a$ is negative, so its gate is closed: through the ReLU comes $(0, 4)$.
# 4. If the second entry of $a$ grows by 0.01, then $u_2$ grows by 0.04 and $L$ by 0.16.
# 5. So the second entry of `da` is $4 + 3 \cdot 4 = 16$.
# 6. The program computes `da = relu_backward(dout, a) + 3 * dout` and prints $(0, 16)$. So the derivative of $L$ with respect to the first entry of $a$ is 0.
# 7. If the first entry of $a$ goes from $-2$ to $-1.9$, the ReLU does not notice, and $u_1$ grows by 0.3.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-4"]
# ### Exercise 2.12 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 6 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"local"` | a local derivative of a node is wrong |
# | `"upstream"` | an upstream gradient was left out or divided up |
# | `"path"` | a path was left out of the calculation, or counted twice |
# | `"shared"` | an array was changed while something else still needed it |
# | `"arithmetic"` | the reasoning is right, the calculation is not |
#
# The answer has this form (the entries here are placeholders):
#
# ```python
# {"line": 9, "kind": "arithmetic", "value": 0.25}
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Lines 4, 5 and 7 can be tested by nudging with pencil and paper. Does line 7 fit line 6?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Python computes the two terms of line 6 from left to right. Print `dout` before and after the first one.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# a, dout = np.array([-2.0, 5.0]), np.array([10.0, 4.0])
# first = ...  # the function of the passage
# print(dout)
# second = 3 * dout
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 2.12: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the report.

    line: 1 to 7; kind: one of the five kinds of the table;
    value: the number with which the line should end.
    """
    ### BEGIN SOLUTION
    # relu_backward wrote a 0 into dout, and the path 3a still needed the 10
    return {"line": 6, "kind": "shared", "value": 30.0}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="02-node-gates")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="02-node-gates")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## What you have seen
#
# - Every node turns the upstream gradient into downstream ones: upstream × local. Add hands on, multiply swaps, copy adds, max routes; a function of one input multiplies by its slope.
# - How finely a graph is cut is a choice. Four nodes or one sigmoid give the same gradient; the one node needs less memory and can be made safe for large inputs.
# - Backward code is the forward code read upwards, with one line for each line.
# - A gradient check compares with central differences: random `dout`, different sizes, several samples, away from kinks, $h$ near $10^{-5}$ in `float64`. What it cannot see, such as a changed argument, needs a test of its own.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Three questions to think about
#
# They are not graded.
#
# 1. For ReLU at 0 and for `max` at a tie this course has two conventions that contradict each other. Which would you change, and what would have to change with it?
# 2. A gate rounds its input to the nearest whole number. What is its local derivative, almost everywhere? What would a network in front of this gate learn, and what could be used in its place?
# 3. `sigmoid_backward` may keep `z`, or `y`, or both from the forward pass. What does each choice cost in memory and in time? Which of the gates of this notebook need to keep nothing at all?

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-3", "002:error-2-22"]
# ## Where this comes from
#
# The example $(x + y)z$, the words *distributor*, *swap*, *adder*, *router* and the flat code of a neuron follow lecture 6 of EECS 498/598 (University of Michigan, Justin Johnson) in published lecture notes; the numbers of the neuron are those of the notes to CS231n (Stanford). ReLU and the sigmoid as four nodes go back to the fifth chapter of *밑바닥부터 시작하는 딥러닝* (Mitbadakbuteo sijakhaneun dimneoning, "Deep learning from the ground up"), in the summary "Chap5 - Backpropagation" by 0verc10ck. The pictures of the lecture notes are lost, numbers and all: those here were drawn and computed anew. Text and code were made for this course.
#
# **What comes next.** Notebook 03, vectors: what a local derivative becomes when a node has many inputs and many outputs, why it is a matrix, and why nobody writes that matrix down.
