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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:automatic-differentiation", "000:backward-order"]
# # 07 · The engine, both directions, twice
#
# You write the program at the heart of every deep learning framework: it takes a graph that it has never seen and computes all its derivatives in one walk back.
# Then you send derivatives through a program in the other direction, and at last you differentiate a derivative.
#
# **You need** notebooks 01 and 02 (graphs, upstream × local = downstream, gradients that add), and from the end of section 7.3 on the Jacobian of notebook 03.
#
# **You will be able to**
# - put the nodes of any graph in an order in which they can be computed, and say why the walk back needs this order reversed;
# - compute every gradient of a graph with work that grows with its edges, not with its paths;
# - carry a derivative forwards with the values, and say when forward mode is cheaper than reverse mode;
# - multiply the matrix of second derivatives by a vector without ever having that matrix;
# - write a function in the form in which the big frameworks ask for it.
#
# **Time** about 105 minutes; after section 7.2 is a good place for a break. Eight exercises, 15 points.

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** As before: run the cells from top to bottom, write your predictions down, replace `raise NotImplementedError(...)`, and let `check(...)` tell you what is right. If you leave an exercise out, you can go on.
#
# In sections 7.1 to 7.4 every value is a single number. Arrays come back in section 7.5.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from collections.abc import Callable
from math import cos, exp, sin

import numpy as np

from backprop import Graph, Node, check, validate
from backprop.figures import BLUE, GREY, VERMILLION, canvas, picture

# %% [markdown] nbgrader={"grade": false, "grade_id": "the-node", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:graph-class", "002:error-2-6"]
# ## 7.1 Who comes first?
#
# **Can a program find the order by itself?** In notebook 01 you called the layers back in an order that you had chosen. A framework cannot ask you: it must find the order in the graph.
#
# What does it have to know? Our `Node` holds one number and where that number came from:
#
# | attribute | what it is |
# |---|---|
# | `value` | the number |
# | `parents` | pairs (node, local gradient), one for each use of a parent; the local gradient is the local derivative of notebook 01; a node that is used twice stands there twice |
# | `grad` | room for the gradient, 0.0 at first |
# | `name` | for people |
#
# A *parent* is a node that this node was computed from. So the inputs of the graph have no parents, and the arrows from a node to its parents point **backwards**.


# %% nbgrader={"grade": false, "grade_id": "two-makers", "locked": true, "schema_version": 3, "solution": false, "task": false}
def add(x, y, name=None):
    return Node(x.value + y.value, parents=[(x, 1.0), (y, 1.0)], name=name)


def mul(x, y, name=None):
    return Node(x.value * y.value, parents=[(x, y.value), (y, x.value)], name=name)


a, b = Node(1.0, name="a"), Node(3.0, name="b")
c = mul(a, b, "c")
d = add(c, a, "d")
e = mul(c, d, "e")
f = add(e, c, "f")
for node in (c, d, e, f):
    print(f"{node.name} = {node.value:g}   from", {parent.name: local for parent, local in node.parents})

# %% nbgrader={"grade": false, "grade_id": "c-is-used-three-times", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:graph-class"] jupyter={"source_hidden": true} alt="Graph of f. The inputs a = 1 and b = 3 are multiplied to c = 3. c and a are added to d = 4, c and d are multiplied to e = 12, e and c are added to f = 15. Three wires leave c."
# the picture of the graph
six_nodes = Graph()
for name in ("a", "b"):
    six_nodes.input(name)
six_nodes.gate("c", "c = ab", ["a", "b"])
six_nodes.gate("d", "d = c+a", ["c", "a"])
six_nodes.gate("e", "e = cd", ["c", "d"])
six_nodes.gate("f", "f = e+c", ["e", "c"])
six_nodes.output("out", "f")
six_nodes.with_numbers(values={"a": 1, "b": 3, "c": 3, "d": 4, "e": 12, "f": 15})

# %% [markdown] nbgrader={"grade": false, "grade_id": "order-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:order-of-computation", "002:error-2-5"]
# The local gradients were noted on the way forward, so the way back is arithmetic. Only the order is open. Look at $c$: it is used **three times**, by $d$, by $e$ and by $f$. From each use a share of its gradient comes back, and only the sum of all three may be handed on to $a$ and $b$.
#
# **Predict.** In which order can the six nodes be visited on the way back, so that each node has its whole gradient when its turn comes?
#
# <details><summary>Answer</summary>
#
# $f, e, d, c$, and then $a$ and $b$ in any order. $c$ must wait for $d$, and $d$ must wait for $e$, although $c$ is only one step away from $f$.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "topological", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:order-of-computation", "002:error-2-5"]
# **The rule.** A node may hand its gradient on when every node that *uses* it has done so. Read forwards, the same rule says: a node may be computed when everything that it was computed *from* is there. An order that obeys the second rule, inputs first, is called a **topological order**. The walk back takes this order **reversed**.
#
# A published listing of this very loop forgot the word `reversed`. Take the chain $x \to 2x \to 6x$, with a 1 at its end. Walked from the inputs on, $2x$ hands on its 0 before anything has come back to it, and $x$ is left with 0 instead of 6. The experiment below shows the same on a larger graph.
#
# Several orders can be right, as with $a$ and $b$. How does a program find one of them? The idea: **a node goes on the list when everything that it was computed from is on the list.** So before a node is listed, its parents are looked after, and before these, their parents, down to the inputs.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-topological_order", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:order-of-computation", "002:error-2-5"]
# ### Exercise 7.1 · `topological_order`
#
# Return all nodes that `output` was computed from, and `output` itself: each of them once, inputs first. It must work for a chain of 5,000 nodes; a function that calls itself for every parent ends long before that, with a `RecursionError`.
#
# *2 points, about 12 minutes*
#
# ```python
# [node.name for node in topological_order(f)]
# # ['a', 'b', 'c', 'd', 'e', 'f'] or ['b', 'a', 'c', 'd', 'e', 'f']
# [node.name for node in topological_order(d)]
# # three names and 'd': e and f are no part of d
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# You arrive at $f$ and want to list it. Why can you not do it yet? What do you have to remember while you look after its parents? And how do you notice at $c$ that you have been there before?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Use a list as a stack (`append` and `pop`). A node is met on it twice: the first time its parents are put on top of it, the second time they are all listed and it can be listed itself. Nodes can be kept in a `set`; two nodes with the same number are still two nodes.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# order, listed = [], set()
# stack = [(output, False)]
# while stack:
#     node, parents_are_listed = stack.pop()
#     if node in listed:
#         continue
#     if parents_are_listed:
#         ...
#     else:
#         stack.append((node, True))
#         ...  # the parents go on top of it
# return order
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-topological_order", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.1: topological_order\")"
def topological_order(output: Node) -> list[Node]:
    """Return every node that output was computed from, and output itself.

    Each once, parents before their children. Changes no node; works for any depth.
    """
    ### BEGIN SOLUTION
    order: list[Node] = []
    listed: set[Node] = set()
    stack = [(output, False)]
    while stack:
        node, parents_are_listed = stack.pop()
        if node in listed:
            continue
        if parents_are_listed:
            listed.add(node)
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents)
    return order
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-topological_order", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(topological_order)

# %% nbgrader={"grade": true, "grade_id": "test-topological_order", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(topological_order)

# %% [markdown] nbgrader={"grade": false, "grade_id": "accumulate", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-6", "002:base-case", "004:chain-rule-sum", "004:error-4-2"]
# ## 7.2 One walk back over any graph
#
# **What happens at each node?** It multiplies its own gradient by the local gradient of each wire, and **adds** the product to the gradient of the parent at the other end. That is `copy_backward` of notebook 02: where paths meet, add.
#
# Three details decide whether the result is right:
#
# - **Where it starts.** The output's gradient with respect to itself is 1.
# - **What was there before.** `grad` may still hold numbers from an earlier walk. Whoever adds must begin at 0.
# - **Who gets a gradient.** Every node that is reached, also those in the middle: they are not parameters, nobody will change them, but the way to the parameters leads through them.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-6", "002:base-case", "004:chain-rule-sum"]
# ### Exercise 7.2 · `backward`
#
# Set `grad` of every node that `output` was computed from to the derivative of `output` with respect to this node. Called a second time, it gives the same numbers. The work grows with the number of edges. Use your `topological_order` if you have it.
#
# *4 points, about 10 minutes*
#
# ```python
# backward(f)
# [(node.name, node.grad) for node in (a, b, c, d, e, f)]
# # [('a', 27.0), ('b', 8.0), ('c', 8.0), ('d', 3.0), ('e', 1.0), ('f', 1.0)]
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Do the example by hand, from $f$ to $a$. Which three numbers make the 8 of $c$? Which line of your program puts them together?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# First set all gradients to 0 and the output's to 1. Then visit the nodes in reversed topological order, and at each node add upstream × local to every parent.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# order = topological_order(output)
# for node in order:
#     ...
# output.grad = ...
# for node in reversed(order):
#     for parent, local in node.parents:
#         ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.2: backward\")"
def backward(output: Node) -> None:
    """Set grad of output and of every node that it was computed from to d output / d node.

    Does not depend on what grad was before; changes nothing but grad.
    """
    ### BEGIN SOLUTION
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(backward)

# %% nbgrader={"grade": true, "grade_id": "test-backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 4}
validate(backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "walk-intro", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-5", "002:error-2-6"]
# **Break it.** The experiment asks your `topological_order` for its list and walks it back, one node a step. The small number at each node says for how many shares it still waits: that is its number of uses, less those that have come.
#
# First walk *your order* to the end. Then switch to one of five broken walks:
#
# | walk | what is different |
# |---|---|
# | *forwards* | the list is not reversed |
# | *first arrival* | a node hands on as soon as the first share has come, nearest nodes first |
# | *every arrival* | each time a share comes to a node, the node gets one more turn, and at every turn it hands on all that it has |
# | *overwrite* | a share replaces what was there (`=` in place of `+=`) |
# | *by value* | nodes are recognised by their number: of two nodes with the same number, only the first is listed |
#
# **Predict** for each whether the gradient of $a$, which should be 27, becomes too small or too large. Then look.

# %% nbgrader={"grade": false, "grade_id": "walk-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:error-2-5", "002:error-2-6", "004:memoization"] alt="The graph of f = e + c with the number of missing shares at each node. In the order of the reader the gradients 1, 1, 3, 8, 8 and 27 arrive at f, e, d, c, b and a. In five broken walks a receives 0, 18, 66, 9 and 3 instead of 27."
from backprop.widgets import WalkExperiment

WalkExperiment(topological_order, backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "walk-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-5", "002:error-2-6", "004:memoization"]
# <details><summary>What each walk does to a, and why</summary>
#
# | walk | gradient of $a$ | why |
# |---|---|---|
# | *your order* | 27 | $c$ hands on once, when its three shares $1 + 4 + 3$ are there |
# | *forwards* | 0 | every node but the output hands on its zero before anything has come |
# | *first arrival* | 18 | $c$ hands on $5$; the share of $d$ comes too late, and never goes further |
# | *every arrival* | 66 | $c$ has three turns and hands on $5$, $8$ and $8$: 21 in place of 8, so $a$ gets $3 \cdot 21 + 3$ |
# | *overwrite* | 9 | of the three shares of $c$ only the last one, 3, is left |
# | *by value* | 3 | $b$ and $c$ both hold a 3; $c$ is never visited, and only the wire from $d$ reaches $a$ |
# </details>
#
# **Predict** which of the five are still right in a graph in which every value is used once. Choose the graph *the shop* in the experiment and try. Then choose *two diamonds*.
#
# <details><summary>Answer</summary>
#
# In the shop all walks are right but *forwards*: where every value is used once, there is nothing to wait for and nothing to add. In *two diamonds* values are used twice, and *every arrival* and *overwrite* show. But there the nearest nodes are always complete first, and no two numbers are equal: *first arrival* and *by value* pass.
#
# So a test on a simple graph proves little. An engine must be tested on values that are used several times, at different distances from the output, and on equal numbers.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "paths-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:memoization", "004:error-4-6", "004:graph-v-w-xy-z"]
# **Why not simply follow all paths?** Along a path multiply, where paths meet add: one could list all paths from an input to the output and add up their products. The result would be right. But look at a single diamond, $v \to w$, then $w \to x$ and $w \to y$, then both $\to z$:
#
# $$\frac{\partial z}{\partial v}
# = \underbrace{\frac{\partial z}{\partial x}\frac{\partial x}{\partial w}\frac{\partial w}{\partial v}}_{\text{one path}} + \underbrace{\frac{\partial z}{\partial y}\frac{\partial y}{\partial w}\frac{\partial w}{\partial v}}_{\text{the other}}
# = \Bigl(\frac{\partial z}{\partial x}\frac{\partial x}{\partial w} + \frac{\partial z}{\partial y}\frac{\partial y}{\partial w}\Bigr)\frac{\partial w}{\partial v}$$
#
# On the left $\partial w/\partial v$ is multiplied twice, on the right once. The bracket is the gradient of $w$: computed once, kept in `grad`, used for everything behind it. Keeping a result that is needed again is called **memoisation**, and an algorithm built on it *dynamic programming*.
#
# **Predict.** A ladder of $k$ diamonds has 4 edges per diamond. How many paths lead through 10 diamonds? Through 40? At ten million paths a second, how long do the 40 take?


# %% nbgrader={"grade": false, "grade_id": "ladder", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:error-4-6", "004:memoization"]
class CountingNode(Node):
    """A node that counts how often anybody asks for its edges."""

    asked = 0

    @property
    def parents(self):
        CountingNode.asked += len(self.edges)
        return self.edges

    @parents.setter
    def parents(self, edges):
        self.edges = edges


def ladder(k):
    """k diamonds in a row; local gradients are 1 and one half, the input's gradient is 1."""
    top = CountingNode(1.0)
    for _ in range(k):
        left = CountingNode(1.0, [(top, 0.5)])
        right = CountingNode(1.0, [(top, 0.5)])
        top = CountingNode(1.0, [(left, 1.0), (right, 1.0)])
    return top


# %% nbgrader={"grade": false, "grade_id": "paths-counted", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:error-4-6", "004:memoization"]
def paths(node):
    """How many ways lead from the node to the input."""
    return sum(paths(parent) for parent, _ in node.parents) if node.parents else 1


def looks(k):
    """How often your backward looks at an edge, in a ladder of k diamonds."""
    output = ladder(k)
    CountingNode.asked = 0
    backward(output)
    return CountingNode.asked


try:
    counted = {k: looks(k) for k in (1, 2, 5, 10, 40)}
    print(" k  edges  your looks  paths")
    for k in (1, 2, 5, 10):
        print(f"{k:>2}  {4 * k:>5}  {counted[k]:>10}  {paths(ladder(k))}")
    print(f"40    160  {counted[40]:>10}  {2**40:,}, or {2**40 / 1e7 / 3600:.0f} hours")
except NotImplementedError as missing:
    print(f"This cell runs your own code ({missing}): finish it, then run the cell again.")


# %% nbgrader={"grade": false, "grade_id": "paths-plotted", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["004:error-4-6", "004:memoization"] jupyter={"source_hidden": true} alt="Two curves over the number of diamonds from 1 to 40, on a logarithmic axis. The number of paths doubles with every diamond and reaches 1.1 trillion. The number of edges that the reader's backward looks at stays near the number of edges, some hundreds."
# the picture of paths and edges, from your own backward
def plot_paths():
    ks = np.array([1, 2, 3, 5, 7, 10, 14, 20, 28, 40])
    walked = [looks(int(k)) for k in ks]
    figure, axes = canvas()
    axes.semilogy(ks, 2.0**ks, color=BLUE)
    axes.semilogy(ks, walked, "o-", color=VERMILLION)
    axes.text(26, 2.0**28, "paths: twice as many\nwith every diamond", color=BLUE, ha="right")
    axes.text(40, walked[-1] * 6, "looks at an edge, by your backward", color=VERMILLION, ha="right")
    axes.set(xlabel="diamonds k", ylabel="count", title=f"At k = 40: {2**40:.1e} paths, {walked[-1]} looks at an edge")
    words = "Paths and edges of a ladder of k diamonds, logarithmic axis. Paths double with every diamond, up to "
    return picture(
        figure, alt=f"{words}{2**40:.1e} at k = 40. Your backward looks at an edge {walked[-1]} times there."
    )


try:
    shown = plot_paths()
except NotImplementedError:
    shown = print("This figure counts your own code: finish exercises 7.1 and 7.2, then run the cell again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "paths-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:memoization", "004:error-4-6"]
# If your `backward` looks at each edge twice, once for the order and once for the walk, then 160 edges make 320 looks. Whatever the factor, it does not grow with $k$, and so the walk back costs about as much as the way forward. There is nothing more behind backpropagation than this: the chain rule, and never computing the same thing twice.
#
# The price is memory. All local gradients, or the values that they are made of, must be kept until the walk comes back to them. Notebook 05 counted these numbers.

# %% [markdown] nbgrader={"grade": false, "grade_id": "dual-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:forward-mode", "002:error-2-18"]
# ## 7.3 Numbers that carry their change
#
# **Why go back at all?** Follow a change in the direction of the computation: if $x = 3$ moves at speed 1, then $x^2 = 9$ moves at speed 6, and $5x = 15$ at speed 5, so $x^2 + 5x = 24$ moves at speed 11. Value and speed travel **together**, from the inputs to the output. This is **forward mode**.
#
# A number with its speed is called a *dual number*, written $x + \dot x\,\varepsilon$. Here $\dot x$ is the speed, also called the *tangent*, and $\varepsilon$ is a symbol with one rule: $\varepsilon^2 = 0$. What happens to a product?
#
# $$
# \begin{aligned}
# (x + \dot x\,\varepsilon)(y + \dot y\,\varepsilon) &= xy + (\dot x y + x \dot y)\,\varepsilon + \dot x \dot y\,\varepsilon^2 \\
# &= xy + (\dot x y + x \dot y)\,\varepsilon
# \end{aligned}
# $$
#
# The value is the product, and the tangent is the product rule. The term with $\varepsilon^2$ would be a change of a change; it is dropped, and the result is *exact*. No small $h$ occurs anywhere.
#
# **Predict** the dual number of $1/y$ for $y = 2 + 3\varepsilon$: which tangent must $y \cdot \frac1y = 1 + 0\,\varepsilon$ have?
#
# <details><summary>Answer</summary>
#
# The value is $\tfrac12$; call the tangent $t$. The product rule gives $3 \cdot \tfrac12 + 2t = 0$, so $t = -\tfrac34$. In general $t = -\dot y / y^2$.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-Dual", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:forward-mode"]
# ### Exercise 7.3 · `Dual`
#
# Complete the class: plus, times, divided by, minus sign, `exp()`, `sin()`. The rest is there. `Dual.of(other)` turns a plain number into a Dual that does not move.
#
# *3 points, about 12 minutes*
#
# ```python
# x = Dual(3.0, 1.0)
# x * x + 5 * x     # Dual(24.0, 11.0)
# 1 / Dual(2.0, 3.0)  # Dual(0.5, -0.75)
# Dual(0.0, 2.0).exp()  # Dual(1.0, 2.0)
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# $x$ moves at speed $\dot x$. How fast does $\sin x$ move, if its slope is $\cos x$? Which two things are multiplied?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Every method returns a new Dual: the value as usual, and as tangent the rule that you know for the derivative of a sum, a product, a quotient; for $\exp$ and $\sin$, slope times tangent.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# def __truediv__(self, other):
#     other = Dual.of(other)
#     value = ...
#     tangent = (... - ...) / other.value**2
#     return Dual(value, tangent)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-Dual", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.3: Dual\")"
class Dual:
    """A number that moves: its value, and the tangent, its speed. No method changes it."""

    def __init__(self, value: float, tangent: float = 0.0) -> None:
        self.value, self.tangent = value, tangent

    @staticmethod
    def of(number: "Dual | float") -> "Dual":
        return number if isinstance(number, Dual) else Dual(number)

    def __repr__(self) -> str:
        return f"Dual({self.value:.6g}, {self.tangent:.6g})"

    def __add__(self, other: "Dual | float") -> "Dual":
        other = Dual.of(other)
        ### BEGIN SOLUTION
        return Dual(self.value + other.value, self.tangent + other.tangent)
        ### END SOLUTION

    def __mul__(self, other: "Dual | float") -> "Dual":
        other = Dual.of(other)
        ### BEGIN SOLUTION
        return Dual(self.value * other.value, self.tangent * other.value + self.value * other.tangent)
        ### END SOLUTION

    def __truediv__(self, other: "Dual | float") -> "Dual":
        other = Dual.of(other)
        ### BEGIN SOLUTION
        tangent = (self.tangent * other.value - self.value * other.tangent) / other.value**2
        return Dual(self.value / other.value, tangent)
        ### END SOLUTION

    def __neg__(self) -> "Dual":
        ### BEGIN SOLUTION
        return Dual(-self.value, -self.tangent)
        ### END SOLUTION

    def exp(self) -> "Dual":
        ### BEGIN SOLUTION
        return Dual(exp(self.value), exp(self.value) * self.tangent)
        ### END SOLUTION

    def sin(self) -> "Dual":
        ### BEGIN SOLUTION
        return Dual(sin(self.value), cos(self.value) * self.tangent)
        ### END SOLUTION

    # what follows is made of the methods above
    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: "Dual | float") -> "Dual":
        return self + -Dual.of(other)

    def __rsub__(self, other: "Dual | float") -> "Dual":
        return Dual.of(other) - self

    def __rtruediv__(self, other: "Dual | float") -> "Dual":
        return Dual.of(other) / self


# %% nbgrader={"grade": false, "grade_id": "check-Dual", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(Dual)

# %% nbgrader={"grade": true, "grade_id": "test-Dual", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(Dual)

# %% [markdown] nbgrader={"grade": false, "grade_id": "direction", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-18", "002:forward-mode"]
# **With several inputs, which of them moves?** All of them, if you like. Give each input a speed, and the speeds form a vector $v$: the **direction** in which the point $x$ moves. One pass gives the speed of the output along $v$:
#
# $$\mathtt{jvp} = \sum_i \frac{\partial f}{\partial x_i}\, v_i = J\,v \qquad J: (1, n), \quad v: (n,)$$
#
# It is called a *Jacobian-vector product*. Notebook 03 had the other one, $J^\top \mathtt{dout}$, which reverse mode computes.
#
# A published text says that a forward pass handles one input variable. It handles one *direction*. A single input is the special case $v = (0, \ldots, 1, \ldots, 0)$; but $v = (1, -2, 0.5)$ needs one pass as well, and not three.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-jvp", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-18", "002:forward-mode"]
# ### Exercise 7.4 · `jvp`
#
# Return the derivative of `f` at `x` along `v`; one call of `f` is enough. `f` takes a list of Duals and returns a Dual; if its result does not depend on the inputs, it may return a plain number. Only `jvp` is examined here: where a rule of your `Dual` is still wrong, the test functions return what a right one would have given.
#
# *1 point, about 5 minutes*
#
# ```python
# jvp(lambda x: x[0] * x[1] + x[0], [2.0, 3.0], [1.0, 0.0])   # 4.0
# jvp(lambda x: x[0] * x[1] + x[0], [2.0, 3.0], [1.0, 10.0])  # 24.0
# jvp(lambda x: 7.0, [2.0, 3.0], [1.0, 10.0])                 # 0.0
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Which speed does `x[0]` have in the second example, and which `x[1]`? Where in the result is the answer?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Make one Dual of each pair $(x_i, v_i)$, call `f` once, and read the tangent. `Dual.of` helps where the result is a plain number.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# result = f([... for value, speed in zip(x, v)])
# return Dual.of(result)...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-jvp", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.4: jvp\")"
def jvp(f: Callable[[list[Dual]], "Dual | float"], x: list[float], v: list[float]) -> float:
    """Return the derivative of f at x along v. x and v have the same length."""
    ### BEGIN SOLUTION
    result = f([Dual(value, speed) for value, speed in zip(x, v, strict=True)])
    return Dual.of(result).tangent
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-jvp", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(jvp)

# %% nbgrader={"grade": true, "grade_id": "test-jvp", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(jvp)

# %% [markdown] nbgrader={"grade": false, "grade_id": "both-directions-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:forward-mode", "002:reverse-mode"]
# **Do both directions agree?** The six-node graph of section 7.1 as a program on Duals: $f = c\,(c + a) + c$ with $c = ab$, at $a = 1$, $b = 3$. Your `backward` found the gradients 27 for $a$ and 8 for $b$.
#
# **Predict** what forward mode gives along $(1, 0)$, along $(0, 1)$ and along $(1, 2)$.


# %% nbgrader={"grade": false, "grade_id": "both-directions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:forward-mode", "002:reverse-mode"]
def six(x):
    c = x[0] * x[1]
    return c * (c + x[0]) + c


try:
    for v in ([1.0, 0.0], [0.0, 1.0], [1.0, 2.0]):
        print(f"along {v}: {jvp(six, [1.0, 3.0], v):g}")
except NotImplementedError as missing:
    print(f"This cell runs your own code ({missing}): finish it, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "both-directions-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:forward-mode", "002:reverse-mode"]
# 27 and 8, and along $(1, 2)$ the mixture $27 \cdot 1 + 8 \cdot 2 = 43$. Nothing had to be kept and nobody had to wait: once a Dual has been used, it can be forgotten. But to obtain *both* partial derivatives, forward mode needed *two* passes. The walk back needed one.

# %% [markdown] nbgrader={"grade": false, "grade_id": "sides", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:reverse-mode", "002:associativity"]
# ## 7.4 From which side?
#
# **When is which direction cheaper?** Put several steps in a row. Let $x$ have $n_0$ numbers, the next stage $n_1$, and so on, and let $J_i$, of shape $(n_i, n_{i-1})$, be the Jacobian of step $i$. The Jacobian of the whole is
#
# $$J = J_k \cdots J_2\, J_1 \qquad\text{of shape } (n_k, n_0).$$
#
# A product of matrices may be computed from either end: it is *associative*. **Reverse mode** starts at the output, $(J_3 J_2) J_1$, and carries a matrix of $n_k$ rows. **Forward mode** starts at the input, $J_3 (J_2 J_1)$, and carries a matrix of $n_0$ columns. An $(m, n)$ matrix times an $(n, p)$ matrix takes $m\,n\,p$ multiplications.
#
# **Predict** for sizes $2 \to 3 \to 4 \to 5$: which side is cheaper, and what do both cost?
#
# <details><summary>Answer</summary>
#
# Reverse: $5 \cdot 4 \cdot 3 = 60$, then $5 \cdot 3 \cdot 2 = 30$, together 90. Forward: $4 \cdot 3 \cdot 2 = 24$, then $5 \cdot 4 \cdot 2 = 40$, together 64. There are fewer inputs than outputs, and forward mode wins.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-chain_cost", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:associativity", "002:reverse-mode"]
# ### Exercise 7.5 · `chain_cost`
#
# Return the number of multiplications that it takes to form $J_k \cdots J_2 J_1$, from the output side (`"reverse"`) or from the input side (`"forward"`).
#
# *1 point, about 6 minutes*
#
# ```python
# chain_cost([2, 3, 4, 5], "reverse")  # 90
# chain_cost([2, 3, 4, 5], "forward")  # 64
# chain_cost([5, 3], "reverse")        # 0: a single Jacobian is there already
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Write down the shapes of $J_1, J_2, J_3$ for sizes $2, 3, 4, 5$. Coming from the output, which shape does the result have after the first product, and which number in it never changes?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# In reverse mode every product has `sizes[-1]` rows: it meets $J_i$ and costs `sizes[-1]` times the number of entries of $J_i$. In forward mode every product has `sizes[0]` columns. The first matrix costs nothing.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# entries = [sizes[i] * sizes[i - 1] for i in range(1, len(sizes))]  # of J_1, J_2, ...
# if mode == "reverse":
#     return sizes[-1] * sum(...)  # which of the entries?
# return ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-chain_cost", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.5: chain_cost\")"
def chain_cost(sizes: list[int], mode: str) -> int:
    """Return the multiplications that it takes to form the product of all Jacobians.

    sizes: n_0, n_1, ..., n_k, so that J_i has shape (sizes[i], sizes[i - 1]).
    mode: "reverse" starts at the output side, "forward" at the input side.
    """
    ### BEGIN SOLUTION
    entries = [sizes[i] * sizes[i - 1] for i in range(1, len(sizes))]
    if mode == "reverse":
        return sizes[-1] * sum(entries[:-1])
    return sizes[0] * sum(entries[1:])
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-chain_cost", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(chain_cost)

# %% nbgrader={"grade": true, "grade_id": "test-chain_cost", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(chain_cost)

# %% [markdown] nbgrader={"grade": false, "grade_id": "sides-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:associativity", "002:reverse-mode"]
# **Predict.** A network takes 100 numbers through layers of 1000 and 1000 to $m$ outputs. For $m = 1$, a loss, how many times cheaper is reverse mode? For which $m$ do both cost the same?


# %% nbgrader={"grade": false, "grade_id": "sides-plotted", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:associativity", "002:reverse-mode"] jupyter={"source_hidden": true} alt="Multiplications to form the Jacobian of a network 100 to 1000 to 1000 to m, against m, both axes logarithmic. Reverse mode grows in proportion to m, from 1.1 million at m = 1. Forward mode stays near 100 million at first. They cross at m = 100."
# the picture of both costs, from your own chain_cost
def plot_sides():
    outputs = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000]
    cost = {mode: [chain_cost([100, 1000, 1000, m], mode) for m in outputs] for mode in ("reverse", "forward")}
    figure, axes = canvas()
    for mode, colour, shift in (("forward", BLUE, 1.5), ("reverse", VERMILLION, 0.25)):
        axes.loglog(outputs, cost[mode], "o-", color=colour)
        axes.text(outputs[2], cost[mode][2] * shift, mode, color=colour)
    axes.axvline(100, color=GREY, linestyle=":")
    axes.text(115, cost["reverse"][0], "as many outputs\nas inputs: 100")
    ratio = cost["forward"][0] / cost["reverse"][0]
    axes.set(xlabel="outputs m", ylabel="multiplications")
    axes.set_title(f"With one output, reverse mode is {ratio:.0f} times cheaper")
    words = "Multiplications against the number of outputs; reverse and forward mode cross at m = 100. "
    return picture(figure, alt=f"{words}At m = 1 forward mode takes {ratio:.0f} times as many.")


try:
    shown = plot_sides()
except NotImplementedError:
    shown = print("This figure draws your own code: finish exercise 7.5 (chain_cost), then run the cell again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "sides-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:reverse-mode", "002:error-2-16", "002:error-2-18", "002:associativity"]
# A loss is one number, and the parameters are millions: this is why networks are trained in reverse mode. In the picture, one output costs 1.1 million multiplications in reverse mode and 100.1 million in forward mode, 91 times as many. The curves cross at $m = 100$, where there are as many outputs as inputs.
#
# | | reverse mode | forward mode |
# |---|---|---|
# | starts with | `dout`, one number for each output | `v`, one number for each input |
# | one pass gives | $J^\top \mathtt{dout}$, a row of $J$ or a mixture of rows | $J\,v$, a column of $J$ or a mixture of columns |
# | the whole $J$ takes | one pass for each output | one pass for each input |
# | has to keep | the values of the way forward | nothing |
#
# One often reads that reverse mode needs a *scalar* output. It does not: notebook 03 sent a vector `dout` back from a vector output. It needs one `dout` a pass. With one output a single pass gives everything; with ten outputs the whole Jacobian takes ten passes, and often nobody needs the whole.

# %% [markdown] nbgrader={"grade": false, "grade_id": "hessian-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:hessian", "002:hvp", "000:question-4", "000:error-0-8", "002:error-2-20"]
# ## 7.5 The derivative of a derivative
#
# **How does the gradient itself change?** The gradient $g(x)$ of a function $f$ of $n$ numbers has shape (n,). Each of its entries is a function of all $n$ inputs, so its Jacobian has shape (n, n). It is called the **Hessian**:
#
# $$H_{ij} = \frac{\partial g_i}{\partial x_j} = \frac{\partial^2 f}{\partial x_i\, \partial x_j} \qquad H: (n, n), \text{ symmetric}$$
#
# **Predict.** A network 784-256-10 with biases has 203,530 parameters. How much memory does its Hessian take, in `float64`?

# %% nbgrader={"grade": false, "grade_id": "hessian-memory", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:hessian", "000:question-4"]
n = 784 * 256 + 256 + 256 * 10 + 10
print(f"{n:,} parameters, {n**2:,} entries, {n**2 * 8 / 2**30:.0f} GiB")
print(f"the gradient: {n * 8 / 2**20:.1f} MiB")

# %% [markdown] nbgrader={"grade": false, "grade_id": "hvp-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:hvp", "002:error-2-20"]
# Nobody writes this matrix down. What is needed in practice is almost always a **product**, $H v$: how does the gradient change when $x$ moves along $v$? The product is a vector of shape (n,), as large as the gradient. Lecture notes that we follow end this calculation with the word "Hessian matrix"; what stands there is the Hessian-*vector product*, and the difference is 309 GiB.
#
# How do you obtain it? Nudge: look at the gradient a little ahead and a little behind, and divide by the distance. Only the *direction* comes from $v$; how far to go is your choice. If $v$ has length 1000, then $x + 10^{-5} v$ is already a step of 0.01.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-hvp", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:hvp", "002:hessian"]
# ### Exercise 7.6 · `hvp`
#
# Given the gradient function `grad`, return $H v$ at the point `x`. The relative error has to stay below $10^{-6}$ for $|v|$ from 0.001 to 1000, and `grad` may be called ten times at most. For $v = 0$ return zeros.
#
# *2 points, about 8 minutes*
#
# ```python
# def grad(x):  # of f = x0**3 + x0 * x1**2
#     return np.array([3 * x[0] ** 2 + x[1] ** 2, 2 * x[0] * x[1]])
#
#
# hvp(grad, np.array([1.0, 2.0]), np.array([1.0, 1.0]))  # array([10., 6.]), up to about 1e-10
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# At which two points would you look at the gradient? How far apart are they, and what do you divide by? What becomes of your step when $v$ is a thousand times longer?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# A central difference of `grad` along the unit vector $v/|v|$, with a step near $10^{-5}$; then multiply by $|v|$. `np.linalg.norm(v)` is $|v|$.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# length = np.linalg.norm(v)
# if length == 0:
#     return ...
# u = v / length  # the direction
# h = 1e-5
# change = ... - ...
# return length * change / ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-hvp", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.6: hvp\")"
def hvp(grad: Callable[[np.ndarray], np.ndarray], x: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return H @ v, of shape (n,), where H is the Jacobian of grad at x.

    x, v: (n,), left as they were. grad takes an array of floats of shape (n,) and
    returns one. No array of shape (n, n) is made.
    """
    ### BEGIN SOLUTION
    length = np.linalg.norm(v)
    if length == 0:
        return np.zeros(len(x))
    u = v / length
    h = 1e-5
    change = grad(x + h * u) - grad(x - h * u)
    return length * change / (2 * h)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-hvp", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(hvp)

# %% nbgrader={"grade": true, "grade_id": "test-hvp", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(hvp)

# %% [markdown] nbgrader={"grade": false, "grade_id": "twice-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:hvp", "002:hessian", "000:question-4"]
# **Can it be had without an h?** The gradient function is a program made of plus and times. Such a program runs on Duals. So write the gradient as flat code, as in notebook 02, and let its inputs move along $v$: the *values* of the result are the gradient, and the *tangents* are $Hv$, exactly. Forward mode, run over a walk back.
#
# **Predict** the two Duals that the next cell prints, for $f = x_0^3 + x_0 x_1^2 = x_0 s$ with $s = x_0^2 + x_1^2$, at $(1, 2)$ along $(1, 1)$.


# %% nbgrader={"grade": false, "grade_id": "forward-over-reverse", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:hvp", "000:question-4"]
def flat_gradient(x0, x1):
    s = x0 * x0 + x1 * x1  # forward; f would be x0 * s
    ds = x0  # backward through f = x0 * s
    dx0 = s
    dx0 = dx0 + 2 * x0 * ds  # backward through s
    dx1 = 2 * x1 * ds
    return dx0, dx1


try:
    print(flat_gradient(Dual(1.0, 1.0), Dual(2.0, 1.0)))
except NotImplementedError as missing:
    print(f"This cell runs your own Dual ({missing}): finish it, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "back-twice", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:hvp", "002:error-2-19"]
# The gradient is $(7, 4)$, and the tangents are $Hv = (10, 6)$: the numbers of the exercise, now without any rounding of a step.
#
# There is a second way: **back, twice**. The number $q = g \cdot v$ is the slope of $f$ along $v$. It depends on $x$ through $g$, so it has a gradient itself:
#
# $$\frac{\partial q}{\partial x_j} = \sum_i \frac{\partial g_i}{\partial x_j}\, v_i = (H v)_j \qquad \textbf{if } v \textbf{ does not depend on } x$$
#
# The condition is usually left out. Write $g_0 = 3x_0^2 + x_1^2$ and $g_1 = 2 x_0 x_1$ as nodes, make $q$ of them, and walk back.
#
# **Predict** what your `backward` finds for $q = 1 \cdot g_0 + 1 \cdot g_1$, where the direction $v = (1, 1)$ is a constant. Then predict it for $q = g_0 \cdot g_0 + g_1 \cdot g_1$, where the gradient itself takes the place of $v$. In numbers, $H = \begin{pmatrix} 6 & 4 \\ 4 & 2 \end{pmatrix}$ and $g = (7, 4)$.


# %% nbgrader={"grade": false, "grade_id": "backward-twice", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-19", "002:gradient-norm", "002:error-2-21"]
def gradient_nodes():
    """The gradient of f at (1, 2) as a graph: the two inputs, and the nodes g0 and g1."""
    x0, x1 = Node(1.0), Node(2.0)
    g0 = add(mul(Node(3.0), mul(x0, x0)), mul(x1, x1))
    g1 = mul(Node(2.0), mul(x0, x1))
    return x0, x1, g0, g1


try:
    x0, x1, g0, g1 = gradient_nodes()
    backward(add(mul(Node(1.0), g0), mul(Node(1.0), g1)))
    print(f"v a constant: {x0.grad:g}, {x1.grad:g}")

    x0, x1, g0, g1 = gradient_nodes()
    backward(add(mul(g0, g0), mul(g1, g1)))
    print(f"v = g, which moves: {x0.grad:g}, {x1.grad:g}")
except NotImplementedError as missing:
    print(f"This cell runs your own code ({missing}): finish it, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "gradient-norm", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:gradient-norm", "002:error-2-21", "002:error-2-19", "002:error-2-20"]
# With the constant direction, $Hv = (10, 6)$ again. With $v = g$ the result is $(116, 72)$, and $Hg = (6 \cdot 7 + 4 \cdot 4,\; 4 \cdot 7 + 2 \cdot 4) = (58, 36)$ is only **half** of that. In $g \cdot g$ both factors move when $x$ moves, and each of them contributes $Hg$.
#
# This sum of squares has a use. Some training methods add the **gradient-norm penalty** $|g|^2$ to the loss, to prefer places where the loss is flat. Its derivative, then, is a Hessian-vector product:
#
# $$\frac{\partial}{\partial x}\,|g|^2 = 2\,H g$$
#
# Do not confuse it with the L2 penalty of notebook 05, although one text did. That one is $\tfrac{\lambda}{2}\,|x|^2$, with the gradient $\lambda x$ and the constant Hessian $\lambda I$: no second derivative of the network occurs in it.


# %% nbgrader={"grade": false, "grade_id": "gradient-norm-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:gradient-norm"]
def grad(x):
    return np.array([3 * x[0] ** 2 + x[1] ** 2, 2 * x[0] * x[1]])


x = np.array([1.0, 2.0])
h = 1e-5
nudged = [(np.sum(grad(x + h * e) ** 2) - np.sum(grad(x - h * e) ** 2)) / (2 * h) for e in np.eye(2)]
print("nudging |g|^2:", np.round(nudged, 6))
try:
    print("2 H g:        ", np.round(2 * hvp(grad, x, grad(x)), 6))
except NotImplementedError:
    print("This line runs your own hvp: finish exercise 7.6, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "frameworks", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:autograd-function", "002:error-2-7", "002:modular"]
# ## 7.6 What the big frameworks ask for
#
# **What if your operation is missing?** PyTorch, TensorFlow and JAX know thousands of operations. For your own you write the two directions, and the framework puts them into its graph. In PyTorch the form is a class with two static methods and a third partner, the **context** `ctx`:
#
# - `forward(ctx, x, y)` returns the result. What the way back will need, it leaves with `ctx.save_for_backward(...)`.
# - `backward(ctx, dout)` takes it from `ctx.saved_tensors`, and returns one gradient for each input.
#
# Why not keep it on `self`, as `MulLayer` did in notebook 01? There one object remembered one forward pass. A function like this is used many times in one graph, so the class holds **nothing**, and each use gets a context of its own.
#
# A published listing of such a class writes `ctx.save_fot_backward` in one line and `stx.saved_tensors` in another. Python compiles it without complaint: a name inside a function is looked up only when the line runs. Run what you write, and what you print.


# %% nbgrader={"grade": false, "grade_id": "context", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:autograd-function", "002:error-2-7"]
class Context:
    """What a framework hands to both methods, reduced to what we need."""

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors


# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-Multiply", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:autograd-function"]
# ### Exercise 7.7 · `Multiply`
#
# Write $z = x \cdot y$, entry by entry, in this form.
#
# *1 point, about 4 minutes*
#
# ```python
# ctx = Context()
# Multiply.forward(ctx, -3.0, 4.0)  # -12.0
# Multiply.backward(ctx, 0.5)       # (2.0, -1.5)
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Which two numbers does the way back of a product need? At which moment are they known?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Save both inputs. Downstream = upstream × the *other* input.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# # in forward
# ctx.save_for_backward(...)
# return ...
#
# # in backward
# x, y = ctx.saved_tensors
# return ..., ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-Multiply", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.7: Multiply\")"
class Multiply:
    """x * y, entry by entry, for numbers or arrays of one shape."""

    @staticmethod
    def forward(ctx: Context, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the product; leave with ctx what the way back needs. Changes no input."""
        ### BEGIN SOLUTION
        ctx.save_for_backward(x, y)
        return x * y
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, dout: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return (dx, dy), each of the shape of its input. Leaves dout as it was."""
        ### BEGIN SOLUTION
        x, y = ctx.saved_tensors
        return dout * y, dout * x
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-Multiply", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(Multiply)

# %% nbgrader={"grade": true, "grade_id": "test-Multiply", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(Multiply)

# %% [markdown] nbgrader={"grade": false, "grade_id": "torch-intro", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:autograd-function", "002:error-2-17"]
# **The same lines in PyTorch.** If PyTorch is installed where this notebook runs, the next cell puts *your* two methods into it, unchanged, lets PyTorch walk back through them, and asks it for a gradient check. If not, it says so, and nothing is lost.

# %% nbgrader={"grade": false, "grade_id": "torch", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:autograd-function", "002:error-2-17"]
import warnings

try:
    import torch
except ImportError:
    print("PyTorch is not installed here. Nothing in this course needs it; go on with the next cell.")
else:

    class TorchMultiply(torch.autograd.Function):
        forward = staticmethod(Multiply.forward)
        backward = staticmethod(Multiply.backward)

    try:
        x = torch.tensor(-3.0, dtype=torch.float64, requires_grad=True)
        y = torch.tensor(4.0, dtype=torch.float64, requires_grad=True)
        z = TorchMultiply.apply(x, y)
        z.backward(torch.tensor(0.5, dtype=torch.float64))
        print(f"z = {z.item():g}, dx = {x.grad.item():g}, dy = {y.grad.item():g}")
        print("gradient check:", torch.autograd.gradcheck(TorchMultiply.apply, (x, y)))
        point, direction = (torch.tensor(-3.0), torch.tensor(4.0)), (torch.tensor(1.0), torch.tensor(0.0))
        with warnings.catch_warnings(action="ignore"):  # some versions warn of their own parts
            _, slope = torch.func.jvp(torch.mul, point, direction)
        print(f"forward mode along (1, 0): {slope.item():g}")
    except NotImplementedError:
        print("This cell runs your own Multiply: finish exercise 7.7, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "forward-mode-today", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-17", "002:forward-mode"]
# **Do frameworks have forward mode?** The lecture notes say that PyTorch and TensorFlow do not. Such a sentence can become outdated. Today all of them do:
#
# | | forward mode | second derivatives |
# |---|---|---|
# | PyTorch | `torch.func.jvp`, `torch.autograd.forward_ad` | `torch.func.hessian`; forward over reverse with `jvp` of `grad` |
# | TensorFlow | `tf.autodiff.ForwardAccumulator` | an accumulator around a gradient tape |
# | JAX | `jax.jvp`, `jax.jacfwd` | `jax.hessian`; `jax.jvp` of `jax.grad` |
#
# They are the `Dual` and the `hvp` of this notebook, for arrays and for thousands of operations. One thing differs from your `backward`: PyTorch *adds* to the `grad` that is there, and leaves it to you to set it to zero before each step. Question 1 below asks what that is good for.

# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-19", "002:error-2-21"]
# ## Audit: seven lines, one mistake
#
# Somebody wants to train with a gradient-norm penalty and tries it out on $L = w_1^2\, w_2$ at $w_1 = 1$, $w_2 = 2$. As a graph: $s = w_1 \cdot w_1$, then $L = s \cdot w_2$. The gradient is $g = (2 w_1 w_2,\; w_1^2)$, and the Hessian is
#
# $$H = \begin{pmatrix} 2 w_2 & 2 w_1 \\ 2 w_1 & 0 \end{pmatrix} = \begin{pmatrix} 4 & 2 \\ 2 & 0 \end{pmatrix}.$$
#
# **Exactly one line is wrong, and the mistake has been in print.** Every line ends with a number.
#
# 1. The walk back visits $L$, then $s$, then the inputs. Both wires from $s$ to $w_1$ bring $2 \cdot 1$, and they add: the first entry of $g$ is 4.
# 2. The second entry is the share that $L$ hands to $w_2$, which is $s$. So $g = (4, 1)$, and the penalty is $P = |g|^2 = 17$.
# 3. To learn how fast $L$ moves along $v = (1, -1)$, forward mode needs one pass, whose result is $4 \cdot 1 + 1 \cdot (-1) = 3$.
# 4. To learn $g$ itself by forward mode takes one pass for each input. The number of passes is 2.
# 5. If $w$ moves along $v$, the gradient moves at the speed $Hv = (4 - 2,\; 2)$, whose first entry is 2.
# 6. The penalty is $P = g \cdot v$ with $v = g$, and the derivative of $g \cdot v$ is $Hv$. So the derivative of $P$ is $Hg = (18, 8)$, and its first entry is 18.
# 7. If $w_2$ grows from 2 to 2.01, then $g$ becomes $(4.02, 1)$, and $P$ becomes 17.1604.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-19", "002:error-2-21"]
# ### Exercise 7.8 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 7 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"order"` | something was handed on before it was complete |
# | `"path"` | a path was left out of the calculation, or counted twice |
# | `"constant"` | something was held still although it moves |
# | `"mode"` | passes or directions of one mode were counted for the other |
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
# Line 7 nudges one input by 0.01. Which slope does it measure, and which number of another line should be the same?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Compute $P$ as a formula in $w_1$ and $w_2$, and differentiate it by hand. Which of the seven lines does it contradict?
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# def P(w1, w2):
#     return (2 * w1 * w2) ** 2 + ...
#
#
# h = 1e-6
# print((P(1 + h, 2) - P(1 - h, 2)) / (2 * h))
# print((P(1, 2 + h) - P(1, 2 - h)) / (2 * h))
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 7.8: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the report.

    line: 1 to 7; kind: one of the five kinds of the table;
    value: the number with which the line should end.
    """
    ### BEGIN SOLUTION
    # v = g moves with w, and both factors of g * g contribute H g: the derivative is 2 H g = (36, 16)
    return {"line": 6, "kind": "constant", "value": 36.0}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="07-autodiff")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="07-autodiff")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## What you have seen
#
# - The walk back visits the nodes in reversed topological order: a node hands its gradient on when all its uses have reported. Gradients add, and each edge is used once; following the $2^k$ paths instead would take forever.
# - Forward mode carries a tangent with each value. One pass gives the derivative along one direction; one walk back gives the derivatives of one output with respect to everything.
# - The Jacobian of a chain may be multiplied from either side. With few outputs reverse mode is cheaper, with few inputs forward mode; and a loss is one output.
# - $Hv$ costs about two gradients, or one run of the gradient on Duals. $v$ is held still; in $|g|^2$ nothing is, and its derivative is $2Hg$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Three questions to think about
#
# They are not graded.
#
# 1. Your `backward` starts at zero every time; PyTorch adds to the `grad` that is there. When is adding useful? And what goes wrong in a training loop that forgets to set it to zero?
# 2. A chain of Jacobians with the sizes 100, 2, 100, 100 can be multiplied from the left or from the right. What do the two cost? And what becomes cheapest if you need $J_3 J_2 J_1$ only times one vector $v$?
# 3. Someone wants third derivatives along a direction: how does $Hv$ change when $x$ moves along $v$? Could a `Dual` hold Duals? What would then have to be true of `exp` and `sin` in your class?

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:automatic-differentiation", "004:error-4-7"]
# ## Where this comes from
#
# The graph class, the function with a context, reverse and forward mode and the Hessian-vector product follow lecture 6 of EECS 498/598 (University of Michigan, Justin Johnson) in published lecture notes. Memoisation and the diamond come from a short text on the chain rule after chapter 6 of *Deep Learning* (Goodfellow, Bengio, Courville). The question about second derivatives is one of the exercises of *Dive into Deep Learning*. Text, code and pictures here were made for this course.
#
# **What comes next.** Notebook 08, real handwritten digits: all the pieces together, trained with your own gradients.
