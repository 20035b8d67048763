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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:mlp-l2"]
# # 05 · One hidden layer, with a penalty
#
# You take a whole network apart: forward, loss, penalty, and every gradient on the way back, each with its shape.
# Then you follow a tiny network by hand, to six decimals, and find out what a published calculation of the same numbers got wrong.
#
# **You need** notebooks 01 to 04: the walk back, the sigmoid's slope, and the backward pass of $Y = XW + b$.
#
# **You will be able to**
# - draw the graph of a network with one hidden layer and name the shape of every symbol in it;
# - write its forward and its backward pass, with biases, for a whole batch;
# - say what a penalty on the weights adds to the gradients, and why two books may differ by a factor of two;
# - count what training has to remember and prediction may forget;
# - take one step of gradient descent, with all parameters moving at the same moment.
#
# **Time** about 100 minutes; after section 5.4 is a good place for a break. Eight exercises, 17 points.

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** As in the notebooks before: run the cells from top to bottom, write your predictions down, replace `raise NotImplementedError(...)`, and let `check(...)` tell you what is right. If you leave an exercise out, you can go on.
#
# Parameters travel as a dictionary with four names: `W1`, `b1`, `W2`, `b2`. Gradients travel as a dictionary with the same four names and the same shapes. The sigmoid is given here; you wrote a safer one in notebook 02.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from typing import Any

import numpy as np

from backprop import Graph, check, validate
from backprop.figures import BLUE, GREY, INK, VERMILLION, canvas, picture

Params = dict[str, np.ndarray]  # W1 (d, h), b1 (h,), W2 (h, q), b2 (q,)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def six(numbers):
    """Numbers with six decimals, in one line, row after row."""
    return "  ".join(f"{number:9.6f}" for number in np.ravel(numbers))


# %% [markdown] nbgrader={"grade": false, "grade_id": "the-network", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:mlp-l2", "000:input-x", "000:no-bias", "000:hidden-phi", "000:output", "000:loss", "000:penalty", "000:objective", "000:error-0-5", "000:question-2"]
# ## 5.1 Two paths lead to the objective
#
# **What is in a network with one hidden layer?** Two affine nodes with a sigmoid between them, a loss, and a penalty. Here is every symbol with its shape, for a batch of $N$ samples, one sample a row:
#
# | line | shape | in words |
# |---|---|---|
# | $X$, $Y$ | $(N, d)$, $(N, q)$ | inputs and targets |
# | $W_1,\; b_1,\; W_2,\; b_2$ | $(d, h),\; (h,),\; (h, q),\; (q,)$ | the parameters |
# | $Z = X W_1 + b_1$ | $(N, h)$ | the hidden layer's *pre-activation*: what goes into the sigmoid |
# | $H = \sigma(Z)$ | $(N, h)$ | the hidden layer |
# | $O = H W_2 + b_2$ | $(N, q)$ | the output |
# | $L = \frac{1}{N} \sum_{n} \frac12 \lVert o_n - y_n \rVert^2$ | $()$ | the loss, a mean over the batch |
# | $s = \frac{\lambda}{2} \left( \lVert W_1 \rVert^2 + \lVert W_2 \rVert^2 \right)$ | $()$ | the penalty |
# | $J = L + s$ | $()$ | the **objective**: what training makes small |
#
# The letter $J$ was the Jacobian in notebooks 03 and 04; here and in notebook 08 it is the objective, as in many texts. Small letters $d, h, q$ are sizes, capital letters are arrays. Some texts use $h$ for the size *and* for the layer; a reader has to guess which.
#
# Below is the graph, drawn from the code; `@` is the product of two matrices, and every node carries the shape of what it makes.
#
# **Predict.** Start at $J$ and walk back along every wire. From how many nodes do you arrive at $W_1$?


# %% nbgrader={"grade": false, "grade_id": "graph-from-code", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["000:computational-graph-figure", "000:computational-graph", "000:question-2"] jupyter={"source_hidden": true} alt="Graph drawn from the code: X and W1 enter a matrix product, b1 is added, a sigmoid follows, then the product with W2 and the addition of b2; output and Y enter the loss L. A second path leads from W1 and W2 directly to the penalty s. Loss and penalty are added to J. Each node carries the shape of what it makes."
# the graph of the network, drawn from its code
class Traced:
    """A stand-in for an array: it knows its shape in letters, and writes down every operation it takes part in."""

    graph = Graph()

    def __init__(self, name, shape):
        self.name, self.shape = name, shape

    def made_by(self, symbol, others, shape):
        name = f"{symbol} {len(self.graph.vertices)}"
        self.graph.gate(name, f"{symbol} {shape}", [self.name, *(other.name for other in others)])
        return Traced(name, shape)

    def __matmul__(self, other):
        rows, columns = self.shape[1:-1].split(", ")[0], other.shape[1:-1].split(", ")[1]
        return self.made_by("@", [other], f"({rows}, {columns})")

    def __add__(self, other):
        return self.made_by("+", [other], self.shape)


def inputs(**shapes):
    for name, shape in shapes.items():
        Traced.graph.input(f"{name} {shape}")
        yield Traced(f"{name} {shape}", shape)


def objective(X, W1, b1, W2, b2, Y):
    """The forward pass, line by line: running it on `Traced` draws it."""
    Z = X @ W1 + b1
    H = Z.made_by("σ", [], Z.shape)
    O = H @ W2 + b2  # noqa: E741
    L = O.made_by("L", [Y], "()")
    s = W1.made_by("s", [W2], "()")
    return L + s


Traced.graph = Graph()
J = objective(*inputs(**{"X": "(N, d)", "W1": "(d, h)", "b1": "(h,)", "W2": "(h, q)", "b2": "(q,)", "Y": "(N, q)"}))
Traced.graph.output("J", J.name)
Traced.graph

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-paths", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:computational-graph-figure", "000:dJ-dL-dJ-ds", "000:frobenius", "000:error-0-4", "000:question-2"]
# **Two.** One path leads through the loss, one through the penalty. It is the same for $W_2$. The biases are reached through the loss alone, because this course does not penalise them. Where paths meet, add: that was notebook 01, and for the penalty no other rule is needed.
#
# The walk back starts with $\partial J/\partial J = 1$, and the addition $J = L + s$ hands it on to both sides: $\partial J/\partial L = \partial J/\partial s = 1$.
#
# Some words. $\lVert W \rVert$ is the **Frobenius norm**: the length of the matrix, read as one long vector, $\lVert W \rVert^2 = \sum_{ij} W_{ij}^2$. Texts write $\lVert W \rVert_F$, sometimes with single bars. The penalty is called *L2 regularization* or *weight decay*; note that it is half the **squared** norm, not the norm.

# %% [markdown] nbgrader={"grade": false, "grade_id": "penalty-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:penalty-gradient", "000:penalty"]
# ## 5.2 The penalty has a path of its own
#
# **Which way does the penalty push?** Take a single weight $w = 3$ and $\lambda = 0.2$. Then $s = \frac{0.2}{2} \cdot 3^2 = 0.9$.
#
# **Predict.** By how much does $s$ grow per unit of $w$? And if there were a second weight, $-1$, in another matrix: would this answer change?
#
# <details><summary>Answer</summary>
#
# The derivative of $w^2$ is $2w$, and the one half cancels the 2: $\partial s/\partial w = \lambda w = 0.6$. Each weight has its own term in the sum, so a second weight changes $s$ to 1.0 and leaves this slope alone; its own slope is $-0.2$. A large weight is pulled towards 0 more strongly than a small one: a small step *down* the slope makes every weight smaller in size, whatever its sign.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-l2_penalty", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:penalty", "000:penalty-gradient"]
# ### Exercise 5.1 · `l2_penalty`
#
# Return the penalty $s = \frac{\lambda}{2} \sum \lVert W \rVert^2$ over a list of weight matrices, and the list of its gradients, one for each matrix.
#
# *1 point, about 4 minutes*
#
# ```python
# l2_penalty([np.array([[3.0, 0.0]]), np.array([[-1.0]])], 0.2)
# # (1.0, [array([[0.6, 0. ]]), array([[-0.2]])])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# How many numbers is $s$, and how many numbers is the gradient of the first matrix?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Every entry is squared, all squares of all matrices are added, and the sum is multiplied by $\lambda/2$. The gradient has an entry for every weight, and an entry depends on its own weight only.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# s = lam / 2 * sum(... for W in weights)
# grads = [... for W in weights]  # new arrays, each of the shape of its W
# return s, grads
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-l2_penalty", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.1: l2_penalty\")"
def l2_penalty(weights: list[np.ndarray], lam: float) -> tuple[float, list[np.ndarray]]:
    """Return (s, grads): the penalty, a number, and its gradients in the order of `weights`, each of its W's shape.

    Changes none of the weights; the gradients share no memory with them.
    """
    ### BEGIN SOLUTION
    s = lam / 2 * sum(np.sum(W**2) for W in weights)
    return s, [lam * W for W in weights]
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-l2_penalty", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(l2_penalty)

# %% nbgrader={"grade": true, "grade_id": "test-l2_penalty", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(l2_penalty)

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-conventions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:penalty-gradient", "004:ffn", "004:convention", "004:worked-example", "004:error-4-3"]
# **Who is right?** Another text on the same network writes its objective without the halves:
#
# $$J = (\hat y - y)^2 + \lambda \left( \lVert W \rVert^2 + \lVert v \rVert^2 \right), \qquad \text{with the gradients } 2(\hat y - y),\; 2 \lambda W,\; 2 \lambda v$$
#
# **Predict.** Same network, same numbers, same $\lambda$. How does each gradient of that text compare with ours? And where do the two training runs end up?

# %% nbgrader={"grade": false, "grade_id": "two-conventions-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:convention"]
W, lam, error = np.array([3.0, -1.0]), 0.2, 0.5  # error: output minus target
halves = error**2 / 2 + lam / 2 * np.sum(W**2), error, lam * W
whole = error**2 + lam * np.sum(W**2), 2 * error, 2 * lam * W
for name, ours, theirs in zip(("J", "d J / d output", "d s / d W"), halves, whole, strict=True):
    print(f"{name:<15} with halves {np.round(ours, 6)!s:<13}  without {np.round(theirs, 6)!s:<13}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-conventions-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["004:convention", "004:worked-example", "000:penalty-gradient"]
# Both are right. Each gradient belongs to its own objective, and one objective is exactly twice the other: every number of that text is two times ours. The minimum lies at the same place; a step with half the learning rate there is the same step as here.
#
# What is wrong is a **mixture**: the penalty with the half, its gradient without. And if only *one* of the two terms loses its half, the objectives are no longer multiples of each other: then the same $\lambda$ means another strength. So before you compare a $\lambda$ with somebody else's, read the loss, and then the penalty.

# %% [markdown] nbgrader={"grade": false, "grade_id": "forward-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:forward-stores", "000:interdependence"]
# ## 5.3 Forward: compute, and keep
#
# **What will the way back ask for?** The forward pass, or *forward propagation*, has two duties: to compute, and to keep what is needed later. You know the three kinds of nodes.
#
# **Predict** which of $X$, $Z$, $H$, $O$ each of them needs on the way back: the product $H W_2$, the sigmoid, the loss.
#
# <details><summary>Answer</summary>
#
# - A product needs its inputs: $H$ for the gradient of $W_2$ (and $W_2$ for the gradient of $H$); in the first layer, $X$ for the gradient of $W_1$.
# - The sigmoid needs its slope: from $Z$, or more cheaply from $H$, since the slope is $H(1 - H)$.
# - The loss needs $O$ and $Y$.
# </details>
#
# What is kept travels in a **cache**. You choose its form: a tuple, a dictionary, an object. Only your own backward pass will open it. A cache belongs to one forward pass and to the parameters of that moment: the backward pass has to use the same parameters, and the next step of training needs a new forward pass.

# %% [markdown] nbgrader={"grade": false, "grade_id": "batch-of-four", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:objective", "000:error-0-6", "000:matrix-input"]
# **Mean and penalty.** The loss is a mean over the batch. The penalty does not belong to any sample: it is added once. **Predict** what goes wrong in a program that adds $s$ inside the loop over the samples, for the sum and for the mean.
#
# <details><summary>Answer</summary>
#
# For the sum: the penalty counts $N$ times, so twice the batch means twice the penalty. For the mean: the program divides by $N$ at the end, the penalty counts exactly once, and the result is right. If someone then divides $s$ by $N$ once more, it counts only $1/N$ times. With one sample all three give the same number: always ask what happens for $N > 1$.
# </details>
#
# Below are a network 2 – 3 – 2 and a batch of four.

# %% nbgrader={"grade": false, "grade_id": "the-batch", "locked": true, "schema_version": 3, "solution": false, "task": false}
params = {
    "W1": np.array([[0.1, 0.3, -0.2], [-0.2, 0.4, 0.5]]),
    "b1": np.array([0.1, -0.3, 0.2]),
    "W2": np.array([[0.5, -0.4], [-0.6, 0.3], [0.2, 0.7]]),
    "b2": np.array([0.4, -0.1]),
}
X = np.array([[1.0, 2.0], [-1.0, 0.5], [2.0, -1.5], [0.5, 1.0]])  # (4, 2)
Y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0], [2.0, 1.0]])  # (4, 2)

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-mlp_forward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:mlp-l2", "000:objective", "000:question-1", "000:question-2"]
# ### Exercise 5.2 · `mlp_forward`
#
# Return $J$ and a cache, for the network of section 5.1.
#
# *3 points, about 10 minutes*
#
# ```python
# mlp_forward(params, X, Y, 0.2)[0]  # 0.879008833562644
# mlp_forward(params, X, Y, 0.0)[0]  # 0.681008833562644: the loss alone
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# The two examples differ by 0.198. Which part of $J$ is that, and does it depend on the number of rows of $X$?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The table of section 5.1, line by line. `b1` of shape (h,) is added to each row of an (N, h) array. The mean runs over samples, not over outputs: $\frac1N$ times the sum of *all* squares, times one half.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# Z = ...  # (N, h)
# H = ...  # (N, h)
# O = ...  # (N, q)
# L = 0.5 * np.sum(...) / ...
# s = ...  # biases have no part in it
# return L + s, (X, Y, H, O, lam)  # or whatever your way back needs
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-mlp_forward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.2: mlp_forward\")"
def mlp_forward(params: Params, X: np.ndarray, Y: np.ndarray, lam: float) -> tuple[float, Any]:
    """Return (J, cache): the objective, a number, and whatever `mlp_backward` needs.

    params: W1 (d, h), b1 (h,), W2 (h, q), b2 (q,); X (N, d); Y (N, q). Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    Z = X @ params["W1"] + params["b1"]  # (N, h)
    H = sigmoid(Z)  # (N, h)
    O = H @ params["W2"] + params["b2"]  # (N, q)  # noqa: E741
    L = 0.5 * np.sum((O - Y) ** 2) / len(X)
    s = lam / 2 * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    return L + s, {"X": X, "Y": Y, "H": H, "O": O, "lam": lam}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-mlp_forward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(mlp_forward)

# %% nbgrader={"grade": true, "grade_id": "test-mlp_forward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(mlp_forward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "derivation-start", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:backward-order", "000:prod-operator", "000:error-0-1", "000:error-0-2", "000:error-0-3"]
# ## 5.4 Back, line by line
#
# **What comes back, and in which order?** Forward propagation goes through the graph from the inputs to $J$; the backward pass, *backpropagation*, goes from $J$ to the inputs. (The two names have been mixed up in print, even within one sentence.) A node can work only when the gradient of its output is complete.
#
# Some texts write the chain rule with a single operator, $\frac{\partial J}{\partial X} = \mathrm{prod}\left(\frac{\partial J}{\partial Y}, \frac{\partial Y}{\partial X}\right)$, which is meant to multiply "after the necessary transposes". For arrays that is more than a product entry by entry: it sums over **all** entries of $Y$, as in notebook 04.
# We write out what it stands for, node by node. Let $N = 1$ at first: $X$ is one row.

# %% [markdown] nbgrader={"grade": false, "grade_id": "derivation", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:dJ-do", "000:dJ-dW2", "000:dJ-dh", "000:dJ-dz", "000:dJ-dW1", "000:dJ-dL-dJ-ds", "000:question-2", "004:ffn-backward", "004:error-4-4"]
# Short names: $dO$ stands for $\partial J / \partial O$, and so on. Each gradient has the shape of its variable.
#
# $$
# \begin{aligned}
# &\text{the addition } J = L + s: & \tfrac{\partial J}{\partial L} &= 1, \quad \tfrac{\partial J}{\partial s} = 1 & & () \\[4pt]
# &\text{the loss, } N = 1: & dO &= O - Y & & (1, q) \\[4pt]
# &\text{the affine node } O = H W_2 + b_2: & dW_2 &= \underbrace{H^\top dO}_{\text{through } L} + \underbrace{\lambda W_2}_{\text{through } s} & & (h, 1)(1, q) = (h, q) \\
# & & db_2 &= dO \text{, as a vector} & & (q,) \\
# & & dH &= dO\, W_2^\top & & (1, q)(q, h) = (1, h) \\[4pt]
# &\text{the sigmoid } H = \sigma(Z): & dZ &= dH \odot H \odot (1 - H) & & (1, h) \\[4pt]
# &\text{the affine node } Z = X W_1 + b_1: & dW_1 &= \underbrace{X^\top dZ}_{\text{through } L} + \underbrace{\lambda W_1}_{\text{through } s} & & (d, 1)(1, h) = (d, h) \\
# & & db_1 &= dZ \text{, as a vector} & & (h,)
# \end{aligned}
# $$
#
# The sign $\odot$ is the product entry by entry. Another activation $\varphi$ changes one line only: $dZ = dH \odot \varphi'(Z)$.
#
# **Two things to see.** The bias costs one more line in each layer: it is added to the row, with slope 1, so the gradient of the row is its gradient too. And the order is forced: $dW_2$ and $dH$ wait for $dO$, $dZ$ waits for $dH$, $dW_1$ waits for $dZ$.
# Some programs keep all of them under one name, `g`, and overwrite it from line to line. Then the order of the lines is forced once more: the gradient of $W_2$ has to be computed *before* `g` becomes $dH$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "worked-example", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:worked-example", "004:worked-example"]
# **With numbers.** $d = 2$, $h = 2$, $q = 1$, one sample, biases 0, $\lambda = 0.1$:
#
# $$X = \begin{pmatrix} 1 & 2 \end{pmatrix}, \quad W_1 = \begin{pmatrix} 0.1 & 0.3 \\ -0.2 & 0.4 \end{pmatrix}, \quad W_2 = \begin{pmatrix} 0.5 \\ -0.6 \end{pmatrix}, \quad Y = \begin{pmatrix} 1 \end{pmatrix}$$
#
# Do it with a calculator, line by line, before you open the answer. Write six decimals.
#
# <details><summary>Forward</summary>
#
# | symbol | shape | value |
# |---|---|---|
# | $Z$ | $(1, 2)$ | $-0.3 \quad 1.1$ |
# | $H$ | $(1, 2)$ | $0.425557 \quad 0.750260$ |
# | $O$ | $(1, 1)$ | $-0.237377$ |
# | $L$ | $()$ | $\frac12 \cdot 1.237377^2 = 0.765551$ |
# | $s$ | $()$ | $\frac{0.1}{2} \cdot 0.91 = 0.045500$ |
# | $J$ | $()$ | $0.811051$ |
# </details>
# <details><summary>Back</summary>
#
# | symbol | shape | through $L$ | through $s$ | together |
# |---|---|---|---|---|
# | $dO$ | $(1, 1)$ | $-1.237377$ | | $-1.237377$ |
# | $dW_2$ | $(2, 1)$ | $-0.526575 \quad -0.928355$ | $0.05 \quad -0.06$ | $-0.476575 \quad -0.988355$ |
# | $db_2$ | $(1,)$ | $-1.237377$ | | $-1.237377$ |
# | $dH$ | $(1, 2)$ | $-0.618689 \quad 0.742426$ | | the same |
# | $dZ$ | $(1, 2)$ | $-0.151244 \quad 0.139108$ | | the same |
# | $dW_1$, row 1 | $(2, 2)$ | $-0.151244 \quad 0.139108$ | $0.01 \quad 0.03$ | $-0.141244 \quad 0.169108$ |
# | $dW_1$, row 2 | | $-0.302487 \quad 0.278217$ | $-0.02 \quad 0.04$ | $-0.322487 \quad 0.318217$ |
# | $db_1$ | $(2,)$ | $-0.151244 \quad 0.139108$ | | the same |
#
# In the convention without halves every number from $L$ on is twice as large: $J = 1.622103$, $dO = -2.474755$, and so on.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "matrix-as-input", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-1", "000:matrix-input", "000:minibatch"]
# **A matrix as input.** Now $X$ has $N$ rows. What happens to the shapes? Those of $dW_1$, $db_1$, $dW_2$, $db_2$ do not change at all: a gradient has the shape of its variable, and no parameter knows how many samples there are. $Z$, $H$, $O$ and their gradients have $N$ rows.
#
# **Predict** for each line of the derivation whether it can stay as it is. Three places need a second look: where does $\frac1N$ enter, who sums over the samples, and what happens to the penalty?
#
# <details><summary>Answer</summary>
#
# - $\frac1N$ enters once, at the loss, and every later line inherits it.
# - A product such as $H^\top dO$, of shapes $(h, N)(N, q)$, sums over the samples by itself. A bias was added to $N$ rows, so its gradient is the sum of $N$ rows: there the sum has to be written.
# - The penalty has no rows. Nothing happens to it.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-mlp_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:backward-order", "000:dJ-dW2", "000:dJ-dW1", "000:question-1", "000:question-2"]
# ### Exercise 5.3 · `mlp_backward`
#
# Return the gradients of $J$ with respect to the four parameters, for a batch, as a dictionary with the names and shapes of `params`.
#
# *5 points, about 15 minutes*
#
# ```python
# J, cache = mlp_forward(params, X, Y, 0.2)
# mlp_backward(params, cache)["b2"]
# # array([-0.53892925,  0.00479861])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Go through your forward pass from the last line to the first. Which line has no partner on the way back yet?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# For $Y = XW + b$, notebook 04 found $dX = dY\,W^\top$, $dW = X^\top dY$, and $db$ = the sum of $dY$ over its rows, with the name `dout` for $dY$. Use it twice, with a sigmoid between, and start with a $dO$ that already has its $\frac1N$. Two of the four results get a second term.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# dO = ...  # (N, q), with 1/N
# dW2 = ...  # (h, q): through L, plus through s
# db2 = ...  # (q,)
# dH = ...  # (N, h)
# dZ = ...  # (N, h)
# dW1 = ...  # (d, h): through L, plus through s
# db1 = ...  # (h,)
# return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-mlp_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.3: mlp_backward\")"
def mlp_backward(params: Params, cache: Any) -> Params:
    """Return the gradients of J, a dict with the keys of `params`; `cache` comes from your `mlp_forward`.

    Changes neither the parameters nor what is in the cache: it may be used again.
    """
    ### BEGIN SOLUTION
    X, H, lam = cache["X"], cache["H"], cache["lam"]
    dO = (cache["O"] - cache["Y"]) / len(X)  # (N, q)
    dW2 = H.T @ dO + lam * params["W2"]  # (h, q)
    db2 = dO.sum(axis=0)  # (q,)
    dH = dO @ params["W2"].T  # (N, h)
    dZ = dH * H * (1 - H)  # (N, h)
    dW1 = X.T @ dZ + lam * params["W1"]  # (d, h)
    db1 = dZ.sum(axis=0)  # (h,)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-mlp_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(mlp_backward)

# %% nbgrader={"grade": true, "grade_id": "test-mlp_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 5}
validate(mlp_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "gradient-check-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:mlp-l2"]
# **A gradient check of a whole network.** $J$ is one number, so nothing new is needed: nudge every entry of every parameter up and down, with all sizes different and with several samples, as section 2.6 advises. **Predict** how many forward passes that takes here: the network has 3 · 4 + 4 + 4 · 2 + 2 parameters.

# %% nbgrader={"grade": false, "grade_id": "gradient-check", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:mlp-l2", "000:worked-example"]
rng = np.random.default_rng(5)
big = {"W1": rng.standard_normal((3, 4)), "b1": rng.standard_normal(4)}
big |= {"W2": rng.standard_normal((4, 2)), "b2": rng.standard_normal(2)}
batch, targets, h = rng.standard_normal((5, 3)), rng.standard_normal((5, 2)), 1e-5

try:
    grads, passes = mlp_backward(big, mlp_forward(big, batch, targets, 0.3)[1]), 0
    for name, values in big.items():
        measured = np.zeros_like(values)
        for place in np.ndindex(values.shape):
            nudge = np.zeros_like(values)
            nudge[place] = h
            nudged = [big | {name: values + sign * nudge} for sign in (1, -1)]
            up, down = (mlp_forward(moved, batch, targets, 0.3)[0] for moved in nudged)
            measured[place], passes = (up - down) / (2 * h), passes + 2
        error = np.max(np.abs(measured - grads[name])) / np.max(np.abs(measured))
        print(f"{name} {values.shape!s:<7} largest relative error {error:.0e}")
    print(f"{passes} forward passes; your backward pass took one")
except NotImplementedError:
    print("This cell checks your own network: finish exercises 5.2 and 5.3, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "paths-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:penalty-gradient", "000:dJ-dW1", "000:dJ-dW2"]
# **Loss against penalty.** Every weight is pulled from two sides. The experiment shows the two contributions to $dW_1$ and $dW_2$, on the worked example above, as your own functions compute them: the part through $L$ as one bar, the part through $s$ as another, and their sum as a mark. The slider moves $\lambda$.
#
# **Predict**, then press *Step*: for which of the six weights do the two parts have opposite signs? What happens to the part through $L$ when $\lambda$ grows?

# %% nbgrader={"grade": false, "grade_id": "paths-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["000:penalty-gradient", "000:worked-example"] alt="Six rows of bars, one for each weight of W1 and W2: the contribution through the loss and the one through the penalty. For lambda = 0.1 the loss dominates everywhere; the penalty is 0.01, 0.03, -0.02, 0.04 for W1 and 0.05, -0.06 for W2. A slider changes lambda."
from backprop.widgets import PathsExperiment

PathsExperiment(mlp_forward, mlp_backward, l2_penalty)

# %% [markdown] nbgrader={"grade": false, "grade_id": "paths-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:penalty-gradient"]
# <details><summary>What there was to find</summary>
#
# - Opposite signs at $W_1[0, 0]$ and $W_2[0]$: there the loss wants a larger weight, the penalty a smaller one. At $\lambda = 1.512436$ (the preset *a balance* comes close) the two parts of $W_1[0, 0]$ cancel, and its gradient is 0. That weight would rest for a moment, although the others go on moving.
# - The part through $L$ does not change at all: $\lambda$ has no place in that path. The part through $s$ grows in proportion to $\lambda$ and to the weight.
# - Biases have no bar from the penalty: they have one path only.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "by-hand-network", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:two-two-one", "003:bce", "003:weighted-sum", "003:sigmoid", "003:error-3-12", "003:error-3-11"]
# ## 5.5 Two, two, one, by hand
#
# **Can you still do it without matrices?** A lecture on the web takes a network with two inputs, two hidden units and one output through one step of training, by hand. Both layers have a sigmoid, and the loss is the **binary cross-entropy** of notebook 04, for one sample, without a penalty:
#
# $$
# \begin{aligned}
# z &= x W_1 + b_1 & & (2,)(2, 2) + (2,) = (2,) \\
# h &= \sigma(z) & & (2,) \\
# z_3 &= h W_2 + b_2 & & (2,)(2, 1) + (1,) = (1,) \\
# p &= \sigma(z_3) & & (1,) \\
# L &= -\big(y \ln p + (1 - y) \ln(1 - p)\big) & & ()
# \end{aligned}
# $$
#
# For one sample the rows of $Z$ and $H$ are vectors, so they get the small letters $z$ and $h$. (As a size, $h$ comes back in section 5.7.) $z_3$ is what notebook 04 calls the logit. $\ln$ is the natural logarithm: with another base every gradient would carry one more factor. The start, with $y = 0$:

# %% nbgrader={"grade": false, "grade_id": "by-hand-start", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:two-two-one", "003:numbers"]
start = {
    "W1": np.array([[0.4352, 0.1951], [0.3545, 0.4835]]),  # W1[i, j] leads from input i to hidden unit j
    "b1": np.array([-0.1419, 0.0439]),
    "W2": np.array([[-0.1725], [0.1129]]),
    "b2": np.array([-0.3043]),
}
x, y = np.array([1.0, 1.0]), 0.0

# %% [markdown] nbgrader={"grade": false, "grade_id": "by-hand-forward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:numbers", "003:error-3-4"]
# **A rule for digits.** Write six decimals, rounded, and compute with all the digits that the calculator keeps. In the lecture some numbers are rounded to four decimals, others cut off, and some are computed from numbers that were already rounded; its loss, 0.5368, should read 0.5369.
#
# **Forwards. Predict** each line, then open it.
#
# <details><summary>Hidden layer</summary>
#
# $z_1 = 1 \cdot 0.4352 + 1 \cdot 0.3545 - 0.1419 = 0.647800$ and $z_2 = 1 \cdot 0.1951 + 1 \cdot 0.4835 + 0.0439 = 0.722500$
#
# $h_1 = \sigma(0.6478) = 0.656515$ and $h_2 = \sigma(0.7225) = 0.673157$
# </details>
# <details><summary>Output and loss</summary>
#
# $z_3 = 0.656515 \cdot (-0.1725) + 0.673157 \cdot 0.1129 - 0.3043 = -0.341549$
#
# $p = \sigma(z_3) = 0.415433$ and $L = -\ln(1 - p) = 0.536884$
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "by-hand-back", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:numbers", "003:chain-of-three", "003:error-3-2", "003:error-3-3", "003:reuse"]
# **Backwards. Predict** each line, then open it.
#
# <details><summary>Loss and last sigmoid</summary>
#
# $$\frac{\partial L}{\partial p} = \frac{p - y}{p\,(1 - p)} = 1.710668, \qquad \frac{\partial p}{\partial z_3} = p\,(1 - p) = 0.242848$$
#
# Upstream times local: $1.710668 \cdot 0.242848 = 0.415433$. That is $p$ again, or rather $p - y$: the two factors cancel, and the lecture does not notice. It is better never to divide by $p(1 - p)$ at all: for a $p$ close to 0 or 1 that quotient is inexact or infinite, the difference is not.
# </details>
# <details><summary>Second layer</summary>
#
# $dW_2 = (h_1 \cdot 0.415433,\; h_2 \cdot 0.415433) = (0.272738,\; 0.279652)$ and $db_2 = 0.415433$
# </details>
# <details><summary>To the hidden layer</summary>
#
# $\partial L/\partial h = 0.415433 \cdot (-0.1725,\; 0.1129) = (-0.071662,\; 0.046902)$
#
# The slopes of the hidden sigmoids are $h(1 - h) = (0.225503,\; 0.220017)$, so $\partial L/\partial z = (-0.016160,\; 0.010319)$.
#
# The lecture calls $-0.0717$ the gradient of a weight. It is the gradient of $h_1$: two nodes, the sigmoid and the product with $x$, lie between $h_1$ and that weight.
# </details>
# <details><summary>First layer</summary>
#
# $dW_1[i, j] = x_i \cdot \partial L/\partial z_j$, so both rows of $dW_1$ are $(-0.016160,\; 0.010319)$, and $db_1$ is the same again, because both inputs are 1. Remember this sentence.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-two_two_one", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:two-two-one", "003:bce"]
# ### Exercise 5.4 · `two_two_one`
#
# Return the loss and the four gradients of this network, for any parameters, any `x` of shape (2,), and `y` 0 or 1.
#
# *3 points, about 10 minutes*
#
# ```python
# loss, grads = two_two_one(start, x, y)
# loss  # 0.5368841905553433
# grads["b2"]  # array([0.41543323])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Each line above has been computed for $y = 0$. Which of them change for $y = 1$?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# $\partial L/\partial z_3 = p - y$, of shape (1,). Then as in `mlp_backward`, with vectors in place of matrices of one row: `np.outer(a, b)` has the entries $a_i b_j$.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# h = sigmoid(...)  # (2,)
# p = sigmoid(...)  # (1,)
# loss = ...  # a number
# dz3 = ...  # (1,)
# dW2 = np.outer(...)  # (2, 1)
# dz = ...  # (2,)
# dW1 = np.outer(...)  # (2, 2)
# return loss, {"W1": dW1, "b1": ..., "W2": dW2, "b2": ...}
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-two_two_one", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.4: two_two_one\")"
def two_two_one(params: Params, x: np.ndarray, y: float) -> tuple[float, Params]:
    """Return (loss, grads) of one sample: sigmoid on both layers, binary cross-entropy.

    params: W1 (2, 2), b1 (2,), W2 (2, 1), b2 (1,); x (2,); y is 0 or 1.
    grads has the names and shapes of params. Changes none of its arguments; no two gradients share memory.
    """
    ### BEGIN SOLUTION
    h = sigmoid(x @ params["W1"] + params["b1"])  # (2,)
    p = sigmoid(h @ params["W2"] + params["b2"])  # (1,)
    loss = -(y * np.log(p[0]) + (1 - y) * np.log(1 - p[0]))
    dz3 = p - y  # (1,)
    dz = params["W2"][:, 0] * dz3 * h * (1 - h)  # (2,)
    grads = {"W1": np.outer(x, dz), "b1": dz, "W2": np.outer(h, dz3), "b2": dz3}
    return float(loss), grads
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-two_two_one", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(two_two_one)

# %% nbgrader={"grade": true, "grade_id": "test-two_two_one", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(two_two_one)

# %% [markdown] nbgrader={"grade": false, "grade_id": "published-table", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-1", "003:numbers", "003:layer-wise-comparison", "003:sgd"]
# **The published table.** The lecture then takes a step with learning rate 1: every parameter becomes itself minus its gradient. It prints four weights for the first layer. Compare them with what your function gives. **Predict** first: which of the four can be wrong, if the loss and all gradients were right?

# %% nbgrader={"grade": false, "grade_id": "published-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-1", "003:numbers"]
printed = np.array([[0.4514, 0.3707], [0.1848, 0.4732]])  # as printed; row i is input i
try:
    ours = start["W1"] - two_two_one(start, x, y)[1]["W1"]
    for i, j in np.ndindex(2, 2):
        same = "the same" if abs(ours[i, j] - printed[i, j]) < 6e-5 else "DIFFERENT"
        moved = f"from {start['W1'][i, j]:.4f}   to {ours[i, j]:.6f}"
        print(f"W1[{i}, {j}]   {moved}   printed {printed[i, j]:.4f}   {same}")
except NotImplementedError:
    print("This cell runs your own two_two_one: finish exercise 5.4, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "published-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-1"]
# Two numbers have changed places. In its forward pass, the lecture's second weight leads from the second input to the *first* unit and starts at 0.3545. In its update, it starts at 0.1951 and gets the gradient of the *second* unit. Between the two pages the numbering was transposed.
#
# How could nobody notice? Every printed number is a right number; two of them stand under a wrong name. Because both inputs are 1, the gradient of a weight depends on its unit alone, and the calculation never has to say which input the weight belongs to. Only the next forward pass would go wrong.
#
# A cruder slip would not show even there: reading the inputs in the wrong order,
#
# $$dW_1[i, j] = x_{1 - i} \cdot \frac{\partial L}{\partial z_j} \qquad \text{in place of} \qquad dW_1[i, j] = x_i \cdot \frac{\partial L}{\partial z_j}$$
#
# An example is a test as well. This one cannot see the slip.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-swap_witness", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-1"]
# ### Exercise 5.5 · `swap_witness`
#
# Return an input `x` of shape (2,) that exposes this slip: with the network `start`, $y = 0$ and your `x`, reading the inputs in the wrong order changes at least one entry of $dW_1$ by more than 0.001.
#
# *1 point, about 4 minutes*
#
# ```python
# swap_witness()
# # array([1., 1.])  would be the published input: not a witness
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# What do (1, 1), (3, 3) and (−2, −2) have in common?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The entry changes by $(x_{1 - i} - x_i) \cdot \partial L/\partial z_j$. Neither of the two factors may be small, and the second one nearly vanishes when a unit is saturated.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# candidate = np.array([..., ...])
# gap = candidate[::-1] - candidate
# print(np.outer(gap, two_two_one(start, candidate, 0.0)[1]["b1"]))  # by how much each entry changes
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-swap_witness", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.5: swap_witness\")"
def swap_witness() -> np.ndarray:
    """Return an input (2,) that shows when the two inputs are read in the wrong order."""
    ### BEGIN SOLUTION
    return np.array([1.0, 2.0])
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-swap_witness", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(swap_witness)

# %% nbgrader={"grade": true, "grade_id": "test-swap_witness", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(swap_witness)

# %% [markdown] nbgrader={"grade": false, "grade_id": "one-step", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:sgd", "003:optimizer-separate", "003:batch-size-one", "004:error-4-2"]
# ## 5.6 One step, all at once
#
# **What do the gradients have to do with learning?** Backpropagation only computes them. A second program, the *optimizer*, uses them. The simplest one is gradient descent; with one sample, or a small batch, at a time it is called *stochastic* gradient descent, SGD:
#
# $$W \leftarrow W - \eta \, \frac{\partial L}{\partial W} \qquad \text{and the same for } b$$
#
# $\eta$ is the **learning rate**, `lr` in code. Against the gradient, because $L$ is to fall. Only parameters are learned: $z$, $h$ and $p$ are computed anew in every forward pass. **Predict** for the network above and $\eta = 1$: which parameter moves furthest, and where does $W_2[0]$ end?
#
# <details><summary>Answer</summary>
#
# The output's bias: its gradient, 0.415433, is the largest. And $W_2[0]$ goes from $-0.1725$ to $-0.1725 - 0.272738 = -0.445238$.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-sgd_step", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:sgd"]
# ### Exercise 5.6 · `sgd_step`
#
# Take one step with every parameter there is: how many there are, and what they are called, is up to `params`. Return new parameters; the old ones stay as they are.
#
# *1 point, about 3 minutes*
#
# ```python
# sgd_step({"W": np.array([[2.0, 1.0]])}, {"W": np.array([[4.0, -4.0]])}, 0.25)
# # {'W': array([[1., 2.]])}
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Somebody still holds the old parameters, to compare the loss before and after. What does `params[name] -= ...` do to them?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# One line for every name, a new array each time.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# return {name: ... for name, value in params.items()}
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-sgd_step", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.6: sgd_step\")"
def sgd_step(params: Params, grads: Params, lr: float) -> Params:
    """Return the parameters after one step, in new arrays; `params` and `grads` stay as they were."""
    ### BEGIN SOLUTION
    return {name: value - lr * grads[name] for name, value in params.items()}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-sgd_step", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(sgd_step)

# %% nbgrader={"grade": true, "grade_id": "test-sgd_step", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(sgd_step)

# %% [markdown] nbgrader={"grade": false, "grade_id": "step-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:numbers"]
# **Step by step.** The experiment walks forwards through the 2-2-1 network, back again, and then takes steps with your own `two_two_one` and `sgd_step`. Every number is on the graph. **Predict** the loss after one step: it was 0.536884. Does it halve? And after 1000 steps: is it 0?

# %% nbgrader={"grade": false, "grade_id": "step-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:numbers", "003:two-two-one"] alt="Graph of the 2-2-1 network with the value of every wire above it and its gradient below. The loss is 0.536884 at the start and 0.280421 after one step of size 1; a curve under the graph shows how it goes on falling. Presets change the input to (1, 2), the target to 1, and saturate the hidden units."
from backprop.widgets import TwoTwoOneExperiment

TwoTwoOneExperiment(two_two_one, sgd_step)

# %% nbgrader={"grade": false, "grade_id": "long-run", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:numbers", "003:error-3-6"]
try:
    moving = start
    for k in range(1001):
        loss, grads = two_two_one(moving, x, y)
        if k in (0, 1, 2, 10, 100, 1000):
            steepest = max(np.max(np.abs(g)) for g in grads.values())
            print(f"steps {k:4}   loss {loss:.6f}   largest gradient {steepest:.6f}")
        moving = sgd_step(moving, grads, 1.0)
except NotImplementedError:
    print("This cell runs your own functions: finish exercises 5.4 and 5.6, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "long-run-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-6", "003:cost-and-gradient"]
# From 0.536884 to **0.280421** in one step, then more and more slowly: ten times as many steps, about a tenth of the loss. It never arrives at 0, because a sigmoid never arrives at 0 either.
#
# A text says that training is finished when the derivative is 0, since then the error is 0. Both parts of this sentence say too much. A small gradient says that the loss is *flat here*: that may be a minimum with a loss far from 0, a saddle, a plateau, or a saturated unit. And a loss that goes on falling has a gradient that is not 0 yet.

# %% [markdown] nbgrader={"grade": false, "grade_id": "sequential-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-5"]
# **First the second layer, then the first?** The same lecture says in words: update $W_2$ and $b_2$ *first*, then compute the way back to $W_1$. Its numbers do something else. **Predict** whether it makes a difference: on the way to the hidden layer, $\partial L/\partial z_3$ is multiplied by $W_2$. By which one, the old or the new?

# %% nbgrader={"grade": false, "grade_id": "sequential-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-5"]
try:
    grads = two_two_one(start, x, y)[1]
    after = sgd_step(start, grads, 1.0)
    h = sigmoid(x @ start["W1"] + start["b1"])
    literally = x[:, None] * (after["W2"][:, 0] * grads["b2"] * h * (1 - h))  # the way back through the NEW W2
    print(f"dW1 through the old W2   {six(grads['W1'][0])}   W1 becomes {six(after['W1'])}")
    print(f"dW1 through the new W2   {six(literally[0])}   W1 becomes {six(start['W1'] - literally)}")

    nudge = 1e-5 * np.array([[1.0, 0.0], [0.0, 0.0]])
    up, down = (two_two_one(start | {"W1": start["W1"] + sign * nudge}, x, y)[0] for sign in (1, -1))
    print(f"nudging W1[0, 0] at the start {(up - down) / 2e-5:9.6f}")
except NotImplementedError:
    print("This cell runs your own functions: finish exercises 5.4 and 5.6, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "sequential-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-5", "003:error-3-10", "003:pytorch-model"]
# Taken literally, the recipe makes $dW_1[0, 0]$ more than twice as large, and it is the gradient of nothing: the loss and the activations belong to the old parameters, one factor to the new ones. The nudge decides. **All gradients are taken at one and the same point; then all parameters move at the same moment.** That is why `two_two_one` returns all gradients before `sgd_step` is called, and why `sgd_step` makes new arrays.
#
# There are methods that do move one layer at a time. They run a whole new forward and backward pass after each move.
#
# In a framework the two programs are two lines: `loss.backward()` computes all gradients, `optimizer.step()` moves all parameters. The lecture ends with such a listing. It cannot run as printed: its model has no `forward`, its inputs are not defined, and the framework's cross-entropy wants targets as floats of the output's shape. A listing, too, is worth a run before it is believed.

# %% [markdown] nbgrader={"grade": false, "grade_id": "memory-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:training-memory", "000:forward-stores", "000:question-3", "000:minibatch"]
# ## 5.7 What training remembers
#
# **Why does training need more memory than prediction?** In prediction a layer may forget its input as soon as its output is there. In training $X$, $Z$, $H$, $O$ must wait until the walk back has come past them. Let us count numbers (not bytes), with this rule:
#
# - $P$ is the number of parameters, weights and biases.
# - **Training** keeps the parameters, a gradient for each, and $X$, $Z$, $H$ and $O$ of every sample.
# - **Prediction** keeps the parameters, and of the batch only what the step at work needs: its input and its output. The three steps are $X \to Z$, $Z \to H$, $H \to O$. What counts is the largest.
#
# **Predict** both counts for one sample in the 2-2-1 network.
#
# <details><summary>Answer</summary>
#
# $P = 4 + 2 + 2 + 1 = 9$. Training: $9 + 9 + (2 + 2 + 2 + 1) = 25$. Prediction: $9$, and the largest step holds $2 + 2 = 4$ numbers: 13.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-memory_floats", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-3", "000:training-memory"]
# ### Exercise 5.7 · `memory_floats`
#
# Return how many numbers training and prediction keep, for `n` samples through a network with `d` inputs, `h` hidden units and `q` outputs.
#
# *2 points, about 6 minutes*
#
# ```python
# memory_floats(1, 2, 2, 1)  # (25, 13)
# memory_floats(10, 3, 5, 2)  # (214, 132)
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Which of the terms grow with `n`, and which do not?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The parameters have the shapes (d, h), (h,), (h, q), (q,). For each sample, $Z$ and $H$ have $h$ numbers each. "The largest of three" is `max(a, b, c)`.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# parameters = ...
# training = 2 * parameters + n * (...)
# prediction = parameters + n * max(..., ..., ...)
# return training, prediction
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-memory_floats", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.7: memory_floats\")"
def memory_floats(n: int, d: int, h: int, q: int) -> tuple[int, int]:
    """Return (training, prediction): how many numbers are kept, by the rule of this section."""
    ### BEGIN SOLUTION
    parameters = d * h + h + h * q + q
    training = 2 * parameters + n * (d + h + h + q)
    prediction = parameters + n * max(d + h, h + h, h + q)
    return training, prediction
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-memory_floats", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(memory_floats)

# %% nbgrader={"grade": true, "grade_id": "test-memory_floats", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(memory_floats)

# %% [markdown] nbgrader={"grade": false, "grade_id": "memory-figure-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-3", "000:minibatch", "000:question-5"]
# **A network for digits.** 784 inputs, 256 hidden units, 10 outputs, numbers of 4 bytes. **Predict:** at which batch size do the activations outweigh parameters and gradients together?

# %% nbgrader={"grade": false, "grade_id": "memory-table", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-3", "000:minibatch"]
try:
    rows = [(n, *memory_floats(n, 784, 256, 10)) for n in (1, 64, 312, 1024, 4096, 60000)]
    print("samples    training  prediction  ratio     (784 - 256 - 10, MiB)")
    for n, training, prediction in rows:
        mebibytes = f"{4 * training / 2**20:10.1f}  {4 * prediction / 2**20:10.1f}"
        print(f"{n:7}  {mebibytes}  {training / prediction:5.2f}")
except NotImplementedError:
    print("This cell runs your own memory_floats: finish exercise 5.7, then run it again.")


# %% nbgrader={"grade": false, "grade_id": "memory-figure", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["000:question-3", "000:minibatch", "000:training-memory"] jupyter={"source_hidden": true} alt="Stacked bars of memory in MiB for a network 784-256-10. With 64 samples training needs 1.9 and prediction 1.0; with 312 samples training needs 3.1, half of it activations, and prediction 2.0; with 1024 samples training needs 6.7 and prediction 4.8. Parameters and gradients stay at 0.8 each."
# the picture of what is kept
def plot_memory(sizes=(64, 312, 1024)):
    figure, axes = canvas(height=3.2)
    fixed = 4 * memory_floats(0, 784, 256, 10)[1] / 2**20
    for k, n in enumerate(sizes):
        training, prediction = (4 * count / 2**20 for count in memory_floats(n, 784, 256, 10))
        for at, total, kinds in ((3 * k, training, 2), (3 * k + 1, prediction, 1)):
            axes.barh(at, fixed, color=BLUE)
            axes.barh(at, fixed * (kinds - 1), left=fixed, color=VERMILLION)
            axes.barh(at, total - kinds * fixed, left=kinds * fixed, facecolor="none", edgecolor=GREY, hatch="///")
            axes.text(total + 0.08, at, f"{total:.1f}", va="center")
    axes.set_yticks([3 * k + at for k in range(len(sizes)) for at in (0, 1)])
    axes.set_yticklabels([f"{what}, {n} samples" for n in sizes for what in ("training", "prediction")])
    axes.set(
        xlabel="MiB of 4-byte numbers",
        ylim=(3 * len(sizes) - 1.2, -0.8),
        title="Only the hatched part grows with the batch",
    )
    for x, word, colour in (
        (2.3, "parameters", BLUE),
        (3.75, "gradients", VERMILLION),
        (4.95, "activations", INK),
    ):
        axes.text(x, 0.5, word, color=colour, va="center")
    return picture(
        figure,
        alt="Stacked bars of memory in MiB for a network 784-256-10. With 64 samples training needs 1.9 and prediction 1.0; with 312 samples training needs 3.1, half of it activations, and prediction 2.0; with 1024 samples training needs 6.7 and prediction 4.8. Parameters and gradients stay at 0.8 each.",
    )


try:
    shown = plot_memory()
except NotImplementedError:
    shown = None
    print("This figure is drawn with your own memory_floats: finish exercise 5.7, then run it again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "memory-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-3", "000:minibatch", "000:interdependence"]
# Parameters and gradients together are $2 \cdot 203{,}530$ numbers; a sample adds $784 + 256 + 256 + 10 = 1306$. At 312 samples the two are equal; with more, the batch decides. Batches are made smaller for exactly this reason.
#
# With one hidden layer the difference between the two is modest, because the input itself is most of it. With a hundred hidden layers of 256 units, training would keep a hundred times $2 \cdot 256$ numbers a sample, and prediction still only one step: the largest of the three. The deeper the network, the more its training has to remember.
#
# <details><summary>Check yourself: does the way back really need all of X, Z, H and O?</summary>
#
# No. The sigmoid's slope comes from $H$, so $Z$ can go. $O$ can be turned into $dO$ at once, in the same place. Deep networks go further: they keep the activations of every tenth layer, say, and compute the others a second time when the walk back arrives there. Time is paid for memory.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-3"]
# ## Audit: seven lines, one mistake
#
# A report on another 2-2-1 network, made like the one of section 5.5: $x = (3, -1)$, $y = 0$,
#
# $$W_1 = \begin{pmatrix} 0.2 & 0.4 \\ 0.6 & 0.2 \end{pmatrix}, \quad b_1 = (0,\; 0.098612), \quad W_2 = \begin{pmatrix} 0.5 \\ 1.2 \end{pmatrix}, \quad b_2 = 0.236294.$$
#
# All numbers are rounded to six decimals. **Exactly one line is wrong, and the mistake has been in print.**
#
# 1. Forwards, $z = (0,\; 1.098612)$ and $h = (0.5,\; 0.75)$.
# 2. Then $z_3 = 0.5 \cdot 0.5 + 0.75 \cdot 1.2 + 0.236294 = 1.386294$, so $p = 0.8$ and $L = -\ln(1 - 0.8) = 1.609438$.
# 3. Loss and last sigmoid together: to $z_3$ comes $p - y = 0.8$.
# 4. $W_2$ was multiplied by $h$, so $dW_2 = (0.5 \cdot 0.8,\; 0.75 \cdot 0.8) = (0.4,\; 0.6)$.
# 5. $h_2$ was multiplied by 1.2, so to $h_2$ comes $0.8 \cdot 1.2 = 0.96$.
# 6. A sigmoid lies between $h_2$ and $z_2$; its slope is $0.8 \cdot 0.2 = 0.16$, so to $z_2$ comes $0.96 \cdot 0.16 = 0.1536$.
# 7. If $W_1[0, 1]$ grows by 0.01, then $z_2$ grows by 0.03, and the loss by about 0.0054.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-3"]
# ### Exercise 5.8 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 5 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"local"` | a local derivative is wrong, or belongs to another node |
# | `"upstream"` | an upstream gradient was left out or divided up |
# | `"path"` | a path was left out of the calculation, or counted twice |
# | `"order"` | a parameter had already moved when its old value was needed |
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
# Line 7 can be tested by nudging, with your own `two_two_one`. If it is right, how much must come to $z_2$?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The slope of a sigmoid is its own output times one minus its own output. There are three sigmoids in this network.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# W1, b1 = np.array([[0.2, 0.4], [0.6, 0.2]]), np.array([0.0, 0.098612])
# W2, b2 = np.array([[0.5], [1.2]]), np.array([0.236294])
# loss, grads = two_two_one({"W1": W1, "b1": b1, "W2": W2, "b2": b2}, np.array([3.0, -1.0]), 0.0)
# print(grads)  # compare with lines 3 to 7
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 5.8: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the report.

    line: 1 to 7; kind: one of the five kinds of the table; value: the number with which the line should end.
    """
    ### BEGIN SOLUTION
    # 0.8 * 0.2 is the slope of the output's sigmoid; that of the second hidden unit is 0.75 * 0.25 = 0.1875
    return {"line": 6, "kind": "local", "value": 0.18}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="05-mlp-l2")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="05-mlp-l2")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:summary"]
# ## What you have seen
#
# - Forward propagation computes and keeps; backpropagation walks back from $J$, line for line, and uses what was kept. Each gradient has the shape of its variable, for any number of samples.
# - $J = L + s$ has two paths to every weight: the gradient is the sum of both, $\ldots + \lambda W$. Another factor in front of the penalty belongs to another objective; read it before you compare.
# - Training keeps activations, and these grow with the batch and with the depth. Prediction may forget them.
# - All gradients are taken at one point, then all parameters move at once. An example with two equal inputs cannot see which of them was read.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-4", "000:question-5", "000:error-0-8"]
# ## Three questions to think about
#
# They are not graded. The folded notes are a beginning, not the whole answer.
#
# 1. You want **second derivatives** of $J$ as well. What happens to the graph? Is it a good idea to compute them all?
# 2. The graph is **too large for the memory of one GPU**. Could it be divided over several? What speaks for a smaller batch instead, what against it?
# 3. Your colleague penalises the biases too, "for symmetry". What would change in the graph of section 5.1, and which outputs would the network no longer like to give?
#
# <details><summary>A note on question 1</summary>
#
# The backward pass is a calculation like any other, so it has a graph of its own, with the nodes of the forward pass among its inputs: at least twice as many nodes, and everything has to be kept longer. With $P$ parameters there are $P^2$ second derivatives: for 784-256-10 that is 203,530 squared, 41 thousand million. All of them is rarely a good idea. The product of this matrix with *one* vector costs about as much as two gradients; notebook 07 computes it.
# </details>
# <details><summary>A note on question 2</summary>
#
# It can be divided: by layers (one GPU passes its activations to the next, and waits for the gradient to come back), or by samples (each GPU has all parameters and a part of the batch, and the gradients are added). Both cost communication. A smaller batch needs less memory and gives more steps for the same number of samples, but each gradient is noisier, and a GPU with little work is used badly. One can also add up the gradients of several small batches before a step: the sum over samples does not care. Notebook 08 tries it.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:error-0-7", "000:error-0-9"]
# ## Where this comes from
#
# The network with one hidden layer, its penalty, the derivation and the first two questions follow the chapter on forward propagation, backpropagation and computational graphs of *Dive into Deep Learning* (Zhang, Lipton, Li, Smola) in an older Korean edition. The forum that this edition links to no longer exists. The convention without halves is that of a blog note after *Deep Learning* (Goodfellow, Bengio, Courville), chapter 6. The 2-2-1 network and its numbers come from the fifth lecture on artificial intelligence at 076923.github.io. Text, code and pictures here were made for this course.
#
# **What comes next.** Notebook 06, vanishing gradients: what happens to $dZ$ when it has to pass not one sigmoid but ten or thirty.
