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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian", "002:vector-backprop"]
# # 03 · Jacobians, and why nobody forms them
#
# A node with many inputs and many outputs has a whole table of local derivatives, the Jacobian. You write such tables, take gradients back through them, and then get the same gradients for a million entries without ever writing a table down.
#
# **You need** notebook 02: upstream × local = downstream, ReLU and its slope at 0, central differences. And products of a matrix and a vector.
#
# **You will be able to**
# - say what a gradient and a Jacobian are, with their shapes, and read a row and a column of one;
# - write the Jacobians of ReLU and of softmax, and measure any Jacobian by nudging;
# - take a gradient back through a node of vectors with the transposed Jacobian, and recognise a text that stores Jacobians the other way round;
# - do the same in time and memory that grow with n instead of n², and test the result where no table can be formed.
#
# **Time** about 90 minutes; after section 3.4 is a good place for a break. One passage of section 3.7 is marked as optional and not counted. Eight exercises, most of them one to three lines, 10 points.

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** As before: run the cells from top to bottom, write your predictions down, replace `raise NotImplementedError(...)`, and let `check(...)` tell you what is right. If you leave an exercise out, you can go on.
#
# All vectors are NumPy arrays of one dimension. `x` has $n$ entries, `y` has $m$ entries, and the shape stands behind a name as `(n,)` or `(m,)`. Formulas count from 1, code counts from 0: $x_1$ is `x[0]`.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import time
from collections.abc import Callable

import numpy as np
from IPython.display import display

from backprop import check, validate
from backprop.figures import BLUE, GREY, canvas, picture

Function = Callable[[np.ndarray], np.ndarray]  # from a vector (n,) to a vector (m,)

# %% [markdown] nbgrader={"grade": false, "grade_id": "one-output", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:vector-derivatives", "002:gradient", "002:derivative-as-rate"]
# ## 3.1 One output: a number for every input
#
# **How many answers does one question have?** Take a node with three inputs and one output:
#
# $$y = 2 x_1 + x_2 x_3, \qquad x = (1,\ 3,\ -2), \qquad y = 2 - 6 = -4$$
#
# "How far does $y$ move when $x$ moves?" has three answers, one for each entry. **Predict** all three: how far does $y$ move per 1 of $x_1$, per 1 of $x_2$, per 1 of $x_3$?


# %% nbgrader={"grade": false, "grade_id": "one-output-nudged", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:gradient"]
def one_output(x):
    return 2 * x[0] + x[1] * x[2]


x = np.array([1.0, 3.0, -2.0])
h = 0.001
for j in range(3):
    nudge = np.zeros(3)
    nudge[j] = h
    moved = (one_output(x + nudge) - one_output(x - nudge)) / (2 * h)
    print(f"per 1 of x[{j}]: y moves by {moved:4.1f}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "gradient-named", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:gradient", "004:error-4-1"]
# The three answers together are the **gradient** of $y$: the vector $(2,\ x_3,\ x_2) = (2, -2, 3)$. One output, so there is one number for every input, and the gradient has the shape of $x$: `(n,)`.
#
# Each of the three is a *partial* derivative, written with a round $\partial$: one entry moves, the others stand still.

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-outputs", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:vector-derivatives", "002:jacobian"]
# **Two outputs, twice as many answers.** Now a node with three inputs and two outputs:
#
# $$
# \begin{aligned}
# y_1 &= x_1 x_2 \\
# y_2 &= x_2 + x_3^2
# \end{aligned}
# \qquad x = (2,\ 3,\ -1), \qquad y = (6,\ 4)
# $$
#
# **Predict**: how many numbers does it take to say how far each output moves per 1 of each input? Two of them are 0. Which two?


# %% nbgrader={"grade": false, "grade_id": "two-outputs-nudged", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian"]
def mixer(x):
    return np.array([x[0] * x[1], x[1] + x[2] ** 2])


x = np.array([2.0, 3.0, -1.0])
for j in range(3):
    nudge = np.zeros(3)
    nudge[j] = h
    moved = (mixer(x + nudge) - mixer(x - nudge)) / (2 * h)
    print(f"per 1 of x[{j}]: y[0] moves by {moved[0]:4.1f}, y[1] moves by {moved[1]:4.1f}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "jacobian-defined", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian", "002:error-2-9"]
# ## 3.2 A row for every output, a column for every input
#
# **How do you keep six numbers in order?** In a table. It is called the **Jacobian**:
#
# $$J_{ij} = \frac{\partial y_i}{\partial x_j}, \qquad J \text{ has shape } (m, n): \quad
# \begin{array}{c|ccc}
# & x_1 & x_2 & x_3 \\
# \hline
# y_1 & 3 & 2 & 0 \\
# y_2 & 0 & 1 & -2
# \end{array}$$
#
# - A **row** belongs to an output. Row 1 says what moves $y_1$: it is the gradient of $y_1$ alone.
# - A **column** belongs to an input. Column 2 says what $x_2$ moves: 2 in $y_1$ and 1 in $y_2$.
# - A **zero** says that this input does not reach this output. $x_3$ does not occur in $y_1$.
#
# Each nudge of the last cell printed one column.

# %% [markdown] nbgrader={"grade": false, "grade_id": "shapes-of-derivatives", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:vector-derivatives", "002:gradient", "002:jacobian"]
# | inputs | outputs | derivative | shape |
# |---|---|---|---|
# | a number | a number | derivative | `()` |
# | $n$ numbers | a number | gradient | `(n,)` |
# | $n$ numbers | $m$ numbers | Jacobian | `(m, n)` |

# %% [markdown] nbgrader={"grade": false, "grade_id": "layouts", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-9"]
# **The other layout.** Not all texts agree on what is a row. Some write a row for every *input*, so their table has shape $(n, m)$ and is the transpose of ours:
#
# | layout | rows | shape | for the node above |
# |---|---|---|---|
# | *numerator layout*, this course | the outputs, above the fraction line of $\partial y / \partial x$ | $(m, n)$ | 2 × 3 |
# | *denominator layout* | the inputs, below the fraction line | $(n, m)$ | 3 × 2 |
#
# Both are right. The mistake is to take a table from one text and a formula from another; section 3.5 shows what happens then. When you open a new text, look for a Jacobian with $m \ne n$ and count its rows. If all its examples are square, nudge one input and see whether a column changes or a row.

# %% [markdown] nbgrader={"grade": false, "grade_id": "relu-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:relu-jacobian", "002:relu-diagonal"]
# **The Jacobian of ReLU.** ReLU works entry by entry: $y_i = \max(x_i, 0)$. Let $x = (1, -2, 3)$, so $y = (1, 0, 3)$.
#
# **Predict** the shape of its Jacobian and all of its entries.
#
# <details><summary>Answer</summary>
#
# Three inputs and three outputs: 3 × 3. $y_1$ depends on $x_1$ alone, so the rest of row 1 is 0, and so on: only the diagonal can be different from 0. On it stand the slopes of section 2.3: 1 for an open gate, 0 for a closed one.
#
# $$J = \begin{pmatrix} 1 & 0 & 0 \\ 0 & 0 & 0 \\ 0 & 0 & 1 \end{pmatrix}$$
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-relu_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:relu-jacobian", "002:relu-diagonal"]
# ### Exercise 3.1 · `relu_jacobian`
#
# Write out the Jacobian of ReLU at `x`, with slope 0 at $x_i = 0$.
#
# *1 point, about 4 minutes*
#
# ```python
# relu_jacobian(np.array([1.0, -2.0, 3.0]))
# # array([[1., 0., 0.],
# #        [0., 0., 0.],
# #        [0., 0., 1.]])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Nudge `x[2]`. Which outputs move? In which column of the table do you write that down, and in which row?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# `np.diag(v)` makes a matrix with the vector `v` on its diagonal and zeros elsewhere. Local derivatives are numbers, not booleans: multiply a mask by 1.0.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# slopes = ...  # (n,): 1.0 where the gate is open, else 0.0
# return np.diag(...)  # (n, n)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-relu_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.1: relu_jacobian\")"
def relu_jacobian(x: np.ndarray) -> np.ndarray:
    """Return the Jacobian (n, n) of y = max(x, 0) at x (n,), J[i, j] = dy_i / dx_j.

    The slope at 0 is 0. Leaves x as it was.
    """
    ### BEGIN SOLUTION
    slopes = (x > 0) * 1.0
    return np.diag(slopes)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-relu_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(relu_jacobian)

# %% nbgrader={"grade": true, "grade_id": "test-relu_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(relu_jacobian)

# %% [markdown] nbgrader={"grade": false, "grade_id": "elementwise", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:sparsity", "002:relu-diagonal"]
# Every function that works **entry by entry** has a diagonal Jacobian: $e^x$, $1/x$, the sigmoid, a product with constants. A table that is mostly zeros is called *sparse*. For $n = 1000$ there are a million entries, and at most 1000 of them are not zero.
#
# **Predict.** Which function would have a Jacobian with *no* zero at all? Each of its outputs would have to use all of its inputs.

# %% [markdown] nbgrader={"grade": false, "grade_id": "softmax-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:softmax-not-diagonal"]
# ## 3.3 Shares of one whole
#
# **How do scores become probabilities?** A classifier gives one score for each class, for instance $z = (1, 2, 3)$ for cat, dog and horse. Such scores are called *logits*. Two steps turn them into shares of one whole:
#
# $$e^{z} = (2.718,\ 7.389,\ 20.086), \qquad \text{their sum } s = 30.193, \qquad y = \frac{e^z}{s} = (0.090,\ 0.245,\ 0.665)$$
#
# The powers make every number positive, the division makes the sum 1. This is **softmax**:
#
# $$y_i = \frac{e^{z_i}}{e^{z_1} + e^{z_2} + \dots + e^{z_n}}$$
#
# **Predict** two things. What are the shares for $z = (101, 102, 103)$? And what does the formula, computed from left to right, give for $z = (1001, 1002, 1003)$?

# %% nbgrader={"grade": false, "grade_id": "softmax-overflow", "locked": true, "schema_version": 3, "solution": false, "task": false}
with np.errstate(over="ignore", invalid="ignore"):  # the warnings are the subject here
    for more in (0, 100, 1000):
        z = np.array([1.0, 2.0, 3.0]) + more
        print(z, "->", np.exp(z) / np.sum(np.exp(z)))

# %% [markdown] nbgrader={"grade": false, "grade_id": "softmax-shift", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Adding 100 to every logit multiplies every power by the same $e^{100}$, above and below the fraction line, and it cancels: **only differences of logits count.**
#
# At 1001 the powers overflow to `inf`, and `inf / inf` is `nan`. But if only differences count, you are free to take off any number before you begin. **Which number** makes the largest power exactly 1?

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-softmax", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise 3.2 · `softmax`
#
# Compute the shares, so that nothing overflows for logits of ±1000.
#
# *1 point, about 5 minutes*
#
# ```python
# softmax(np.array([1.0, 2.0, 3.0]))
# # array([0.09003057, 0.24472847, 0.66524096])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# For $z = (-1000, 1000, 0)$: which powers overflow, which become 0? Is it harmful if a power becomes 0?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Take the largest logit off all of them. Then every exponent is 0 or negative, and the sum is at least 1.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# powers = np.exp(z - ...)  # (n,), none larger than 1
# return powers / ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-softmax", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.2: softmax\")"
def softmax(z: np.ndarray) -> np.ndarray:
    """Return the shares (n,) of the logits z (n,).

    No overflow, however large z is. Leaves z as it was.
    """
    ### BEGIN SOLUTION
    powers = np.exp(z - np.max(z))
    return powers / np.sum(powers)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-softmax", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(softmax)

# %% nbgrader={"grade": true, "grade_id": "test-softmax", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(softmax)

# %% [markdown] nbgrader={"grade": false, "grade_id": "softmax-all-move", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:softmax-not-diagonal"]
# **One logit grows. Who moves?** The second logit of $z = (1, 2, 3)$ grows by 1. **Predict** for each of the three shares whether it rises, falls or stays. Then predict what the three changes add up to.


# %% nbgrader={"grade": false, "grade_id": "softmax-bars", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:softmax-not-diagonal"] jupyter={"source_hidden": true} alt="Three pairs of bars, the shares before and after the second logit grows by 1. The first share falls from 0.09 to 0.06, the second rises from 0.24 to 0.47, the third falls from 0.67 to 0.47."
# the picture of shares before and after, from your own softmax
def plot_shares():
    before, after = softmax(np.array([1.0, 2.0, 3.0])), softmax(np.array([1.0, 3.0, 3.0]))
    figure, axes = canvas(height=3.0)
    for i, (old, new) in enumerate(zip(before, after, strict=True)):
        axes.bar([i - 0.2, i + 0.2], [old, new], width=0.36, color=[GREY, BLUE])
        for at, share in ((i - 0.2, old), (i + 0.2, new)):
            axes.text(at, share + 0.015, f"{share:.2f}", ha="center")
    axes.set_xticks(range(3), ["y[0], z = 1", "y[1], z = 2 → 3", "y[2], z = 3"])
    axes.set(ylabel="share", ylim=(0, 0.8), title="One logit grows (grey to blue): its share rises, all others fall")
    moves = "; ".join(
        f"y[{i}] goes from {old:.2f} to {new:.2f}" for i, (old, new) in enumerate(zip(before, after, strict=True))
    )
    return picture(
        figure, alt=f"Three pairs of bars, the shares before and after the second logit grows by 1: {moves}."
    )


try:
    display(plot_shares())
except NotImplementedError:
    print("This figure draws your own code: finish exercise 3.2, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "softmax-derive", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:softmax-not-diagonal"]
# Every logit moves every share. So no entry of this Jacobian is zero, and since the shares always add up to 1, their changes add up to 0: **each column of the Jacobian adds up to 0.**
#
# **Derive it.** Write $q_i = e^{z_i}$ for the powers and $s$ for their sum, so $y_i = q_i / s$. When $z_j$ moves, $q_j$ moves by $q_j$ per unit, and $s$ moves by $q_j$ per unit. In how many places of $y_i$ does $z_j$ stand? For $i \ne j$ in one: below the fraction line. For $i = j$ in two. Find both derivatives, and write them with shares alone.
#
# <details><summary>Answer</summary>
#
# $$
# \begin{aligned}
# i \ne j: \quad \frac{\partial y_i}{\partial z_j} &= -\frac{q_i}{s^2} \cdot q_j = -\frac{q_i}{s} \cdot \frac{q_j}{s} = -y_i\, y_j \\
# i = j: \quad \frac{\partial y_i}{\partial z_i} &= \frac{q_i}{s} - \frac{q_i}{s^2} \cdot q_i = y_i - y_i\, y_i
# \end{aligned}
# $$
#
# The product $-y_i y_j$ occurs in both: it is everywhere in the table. On the diagonal $y_i$ is added.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-softmax_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:softmax-not-diagonal"]
# ### Exercise 3.3 · `softmax_jacobian`
#
# Write out the Jacobian of softmax at `z`.
#
# *1 point, about 6 minutes*
#
# ```python
# softmax_jacobian(np.array([1.0, 2.0, 3.0]))
# # array([[ 0.08192507, -0.02203304, -0.05989202],
# #        [-0.02203304,  0.18483645, -0.1628034 ],
# #        [-0.05989202, -0.1628034 ,  0.22269543]])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Look at the example. Which signs stand on the diagonal, which elsewhere? What does each column add up to?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# `np.outer(y, y)` is the table of all products `y[i] * y[j]`. (`y * y` is not: it has only $n$ numbers.) The table has two parts, one that is everywhere and one on the diagonal only.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# y = ...  # (n,), the shares
# return ... - np.outer(y, y)  # (n, n)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-softmax_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.3: softmax_jacobian\")"
def softmax_jacobian(z: np.ndarray) -> np.ndarray:
    """Return the Jacobian (n, n) of y = softmax(z) at z (n,), J[i, j] = dy_i / dz_j.

    No overflow, however large z is. Leaves z as it was.
    """
    ### BEGIN SOLUTION
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-softmax_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(softmax_jacobian)

# %% nbgrader={"grade": true, "grade_id": "test-softmax_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(softmax_jacobian)


# %% nbgrader={"grade": false, "grade_id": "two-patterns", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:softmax-not-diagonal", "002:sparsity"] jupyter={"source_hidden": true} alt="Two tables of 8 by 8 squares. The Jacobian of ReLU has ones on part of its diagonal and zeros elsewhere. The Jacobian of softmax is positive on the diagonal and negative everywhere else."
# the picture of two Jacobians, from your own functions
def plot_patterns():
    x = np.array([0.9, -0.5, 0.4, -1.0, 0.8, 0.2, -0.3, 0.6])
    tables = {"ReLU": relu_jacobian(x), "softmax": softmax_jacobian(x)}
    figure, panels = canvas(columns=2, height=3.0)
    for axes, (name, J) in zip(panels, tables.items(), strict=True):
        colours = np.where(J[..., None] > 0, [0.21, 0.6, 0.33, 1.0], [0.6, 0.35, 0.68, 1.0])  # (8, 8, 4)
        colours[..., 3] = np.sqrt(np.abs(J) / np.max(np.abs(J)))  # faint where the entry is small
        axes.imshow(colours, interpolation="nearest")
        axes.set(xlabel="input j", ylabel="output i")
        axes.set(title=f"{name}: {np.count_nonzero(J)} of {J.size} are not zero")
        axes.set_xticks([0, 7])
        axes.set_yticks([0, 7])
        axes.spines[:].set_visible(True)
    return picture(
        figure,
        alt="Two tables of 8 by 8 squares, green for positive, purple for negative entries. "
        "The Jacobian of ReLU has ones on part of its diagonal and zeros elsewhere. "
        "The Jacobian of softmax is positive on the diagonal and negative everywhere else.",
    )


try:
    display(plot_patterns())
except NotImplementedError:
    print("This figure draws your own code: finish exercises 3.1 to 3.3, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "numeric-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian"]
# ## 3.4 A column for every nudge
#
# **How do you know that a Jacobian is right?** Measure it. In section 3.1 each nudge gave the movement of *all* outputs at once. In which direction does that fill the table, along rows or along columns?
#
# **Predict**: how many calls of $f$ does a Jacobian of shape (5, 3) take, with every input nudged up and down? And one of shape (3, 5)?
#
# <details><summary>Answer</summary>
#
# A nudge of one input gives one column. Three inputs, up and down: 6 calls. Five inputs: 10 calls. The number of outputs does not matter.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-numeric_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian"]
# ### Exercise 3.4 · `numeric_jacobian`
#
# Measure the Jacobian of any function `f` from a vector to a vector, by central differences.
#
# *1 point, about 6 minutes*
#
# ```python
# numeric_jacobian(mixer, np.array([2, 3, -1]))  # the node of section 3.1
# # array([[ 3.,  2.,  0.],
# #        [ 0.,  1., -2.]]), up to about 1e-10
#
# W = np.array([[1.0, 0.5], [-1.0, 2.0]])
# numeric_jacobian(lambda x: np.sin(W @ x), np.array([0.5, -1.0]))
# # array([[ 1.        ,  0.5       ],
# #        [ 0.80114362, -1.60228723]])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# The `x` of the example holds integers. What must happen to it before you can nudge it by 0.00001? And may the caller's `x` change?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Column $j$ is $\dfrac{f(x + h\,e_j) - f(x - h\,e_j)}{2h}$, where $e_j$ has a 1 in place $j$ and zeros elsewhere. `np.eye(n)` has the $e_j$ as its rows. `np.stack(columns, axis=1)` puts vectors side by side as columns.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# x = np.array(x, dtype=float)  # a copy
# columns = []
# for e in np.eye(x.size):  # e: (n,)
#     high = f(...)  # (m,)
#     low = f(...)
#     columns.append(...)
# return np.stack(columns, axis=1)  # (m, n)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-numeric_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.4: numeric_jacobian\")"
def numeric_jacobian(f: Function, x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return the Jacobian (m, n) of f at x (n,), measured by central differences with step h.

    f: array (n,) -> array (m,). x may hold integers; it is left as it was.
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    columns = []
    for e in np.eye(x.size):
        high = f(x + h * e)
        low = f(x - h * e)
        columns.append((high - low) / (2 * h))
    return np.stack(columns, axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-numeric_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(numeric_jacobian)

# %% nbgrader={"grade": true, "grade_id": "test-numeric_jacobian", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(numeric_jacobian)

# %% [markdown] nbgrader={"grade": false, "grade_id": "measured-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check"]
# **Measure your own tables.** The next cell compares your two formulas with your nudging. The differences should be below $10^{-8}$.

# %% nbgrader={"grade": false, "grade_id": "measured", "locked": true, "schema_version": 3, "solution": false, "task": false}
x = np.array([0.5, -1.2, 2.0, -0.3])
functions = {"relu": lambda x: np.maximum(x, 0), "softmax": softmax}
for name, formula in (("relu", relu_jacobian), ("softmax", softmax_jacobian)):
    try:
        difference = formula(x) - numeric_jacobian(functions[name], x)
        print(f"{name:<8} largest difference {np.max(np.abs(difference)):.1e}")
    except NotImplementedError as missing:
        print(f"{name:<8} still to be written: {missing}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "pull-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:vector-backprop", "002:jacobian-times-upstream"]
# ## 3.5 Pulling back with the transpose
#
# **What reaches an input?** Back to the node with three inputs and two outputs, $x = (2, 3, -1)$:
#
# $$J = \begin{pmatrix} 3 & 2 & 0 \\ 0 & 1 & -2 \end{pmatrix}, \qquad \mathtt{dout} = (10,\ 4)$$
#
# `dout` is the upstream gradient: $L$ moves by 10 per 1 of $y_1$ and by 4 per 1 of $y_2$. It has the shape of $y$.
#
# **Predict** the downstream gradient `dx`. How many entries does it have? Begin with $x_2$: it reaches $L$ through $y_1$ and through $y_2$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "pull-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:vector-backprop", "002:jacobian-times-upstream", "000:error-0-3", "004:error-4-5", "004:chain-rule-sum"]
# Along a path, multiply; where paths meet, add:
#
# $$
# \begin{aligned}
# \mathtt{dx}_1 &= 10 \cdot 3 + 4 \cdot 0 = 30 \\
# \mathtt{dx}_2 &= 10 \cdot 2 + 4 \cdot 1 = 24 \\
# \mathtt{dx}_3 &= 10 \cdot 0 + 4 \cdot (-2) = -8
# \end{aligned}
# \qquad\qquad
# \mathtt{dx}_j = \sum_i \mathtt{dout}_i\, J_{ij}
# $$
#
# Input $j$ collects from all outputs: it uses **column** $j$ of $J$. A product of a matrix and a vector uses rows. So the matrix must be turned over first:
#
# $$\underbrace{\mathtt{dx}}_{(n,)} = \underbrace{J^{\mathsf T}}_{(n,\,m)}\ \underbrace{\mathtt{dout}}_{(m,)}$$
#
# This is upstream × local = downstream for vectors. `dx` has the shape of $x$, whatever $m$ is. A matrix times a vector: nothing here is a product of two matrices. For a single number $J$ is 1 × 1, its transpose is the same, and the rule of notebook 02 comes back.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-vjp", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian-times-upstream"]
# ### Exercise 3.5 · `vjp`
#
# Take `dout` back through a node whose Jacobian is given. The name stands for *vector-Jacobian product*.
#
# *1 point, about 3 minutes*
#
# ```python
# vjp(np.array([[3.0, 2.0, 0.0], [0.0, 1.0, -2.0]]), np.array([10.0, 4.0]))
# # array([30., 24., -8.])
# vjp(np.diag([1.0, 0.0, 1.0]), np.array([1.0, 2.0, 3.0]))  # a table of ReLU
# # array([1., 0., 3.])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# `jacobian` has shape (m, n), `dout` has shape (m,), and the result has shape (n,). Which index is summed over?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# `A.T` is the transpose of `A`, and `A @ v` is the product of a matrix and a vector.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# return ... @ dout
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-vjp", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.5: vjp\")"
def vjp(jacobian: np.ndarray, dout: np.ndarray) -> np.ndarray:
    """Return the downstream gradient (n,) from a Jacobian (m, n) and dout (m,).

    Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    return jacobian.T @ dout
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-vjp", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(vjp)

# %% nbgrader={"grade": true, "grade_id": "test-vjp", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(vjp)

# %% [markdown] nbgrader={"grade": false, "grade_id": "experiment-intro", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian-times-upstream", "002:relu-jacobian", "002:softmax-not-diagonal"]
# **Watch the product.** The experiment forms Jacobians with your functions and multiplies with your `vjp`. `dout` stands to the left of the table, a number for each row; `dx` fills up below it, a number for each column.
#
# Press *Step* and compute each entry before it appears. With the arrow keys, or with the mouse, you can visit single cells: each one tells what it carries from its row to its column. Three things to find out:
#
# 1. *ReLU*: which entries of `dout` are lost, and why?
# 2. *softmax*: what do the entries of `dx` add up to? And in *a sure softmax*, what is left of `dout`?
# 3. *matrix product*: a matrix of 2 × 2 numbers is multiplied by a fixed one of 2 × 3. Its entries are written in one row: 4 inputs, 6 outputs. Where do you see the fixed matrix again, and how often?

# %% nbgrader={"grade": false, "grade_id": "experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:jacobian-times-upstream", "002:relu-jacobian", "002:softmax-not-diagonal", "002:error-2-14"] alt="A table of local derivatives, the Jacobian. The upstream gradient dout stands to its left, one number a row; the downstream gradient dx stands below it, one number a column. For ReLU at (1, -2, 3, -1) and dout = (4, -1, 5, 9), dx is (4, 0, 5, 0). Further buttons choose softmax, a sure softmax, and a matrix product with a 6 by 4 Jacobian."
from backprop.widgets import JacobianExperiment

JacobianExperiment(relu_jacobian, softmax_jacobian, numeric_jacobian, vjp)

# %% [markdown] nbgrader={"grade": false, "grade_id": "experiment-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-14", "002:sparsity"]
# <details><summary>What there was to find</summary>
#
# 1. Those of the closed gates. Their whole row is zero, so no column receives anything from them.
# 2. To 0. Every column of this Jacobian adds up to 0, and since the table is symmetric, every row does too: what one entry of `dout` sends to all columns adds up to 0. If a share is nearly 1, all entries are nearly 0: a saturated node, as with the sigmoid.
# 3. Turned over, twice: once for each row of the matrix that came in. The two copies stand on the diagonal, and the rest is zeros, 12 of 24 entries. The Jacobian is *not* the fixed matrix; it contains it several times. Notebook 04 makes use of that.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "transpose-trap", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-9", "002:error-2-15", "004:error-4-5"]
# **Forget the transpose. Who notices?** Somebody writes `jacobian @ dout`. **Predict** what happens for the 2 × 3 table above, for ReLU, for softmax, and for a square table that is not symmetric.

# %% nbgrader={"grade": false, "grade_id": "transpose-forgotten", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-9", "002:error-2-15"]
z, dout = np.array([1.0, -2.0, 3.0]), np.array([10.0, 4.0, -1.0])
square = np.array([[1.0, 5.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]])
try:
    tables = {"ReLU": relu_jacobian(z), "softmax": softmax_jacobian(z), "square": square}
    for name, J in tables.items():
        print(f"{name:<8} with the transpose {vjp(J, dout).round(3)}")
        print(f"{'':<8} without it         {(J @ dout).round(3)}")
except NotImplementedError:
    print("This cell runs your own code: finish 3.1, 3.3 and 3.5, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "transpose-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-9", "002:error-2-15", "002:error-2-16", "000:prod-operator"]
# - The 2 × 3 table **raises an error**: the shapes do not fit. That is the lucky case.
# - ReLU and softmax give **the same numbers**: a diagonal table is its own transpose, and so is a table of products $y_i y_j$. Whoever tests with these two alone can believe that no transpose is needed.
# - The square table gives **other numbers, and no error**.
#
# In the other layout the transpose is in the table already, and the formula reads "Jacobian times upstream". Mixing the two layouts means transposing twice or not at all. So test with a table that has $m \ne n$, or is at least not symmetric.
#
# Some texts write $\mathrm{prod}(\mathtt{dout}, J)$ for "multiply, with the transposes that it takes". Now you know which one it takes.
#
# **Rows by walking back.** If `dout` is $e_1 = (1, 0)$, then $J^{\mathsf T} e_1$ is row 1 of $J$. A nudge gives a column of the Jacobian, a walk back gives a row. A loss is a single number: its Jacobian has one row, and one walk gives all of it. A result with $m$ entries has $m$ rows, and takes $m$ walks.

# %% [markdown] nbgrader={"grade": false, "grade_id": "size-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:implicit-multiplication"]
# ## 3.6 The product without the matrix
#
# **How large is the table?** A layer of a network may well have a million outputs, all passed through ReLU. **Predict** in bytes: how much memory do $x$, `dout` and `dx` take for $n = 1{,}000{,}000$ in `float64`, with 8 bytes a number? And how much does $J$ take?
#
# The experiment forms your softmax Jacobian as long as that is reasonable, then only counts its bytes. Press *Step* or *Play*.

# %% nbgrader={"grade": false, "grade_id": "size", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:implicit-multiplication"] alt="Memory of the Jacobian and of one vector against n, on logarithmic axes. The vector needs 8 n bytes, the Jacobian 8 n squared: 78.1 KiB for n = 100 grow to 7.6 MiB for n = 1,000, and n = 1,000,000: 7.3 TiB, against 7.6 MiB for the vector."
from backprop.widgets import JacobianSizeExperiment

JacobianSizeExperiment(softmax_jacobian)

# %% [markdown] nbgrader={"grade": false, "grade_id": "size-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:implicit-multiplication", "002:error-2-13"]
# The vectors take 7.6 MiB each. The table takes 7.3 **TiB**, a million times as much: the whole memory of 466 computers with 16 GiB each, for one step of one layer. For ReLU nearly all of it would be zeros.
#
# What we want is not $J$. We want $J^{\mathsf T}\,\mathtt{dout}$, with $n$ entries. So work out on paper what the product gives, and compute only that. This is sometimes called an *implicit* Jacobian. The name is misleading: there is no cheap way to form the Jacobian here, there is a way to **multiply without forming it.**
#
# For ReLU: row and column meet only on the diagonal. **Write down** `dx[j]` for one $j$, with all the zeros left out.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-relu_vjp", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:implicit-multiplication", "002:relu-jacobian"]
# ### Exercise 3.6 · `relu_vjp`
#
# Compute what `vjp(relu_jacobian(x), dout)` computes, for vectors of a million entries. No $n \times n$ array. Work on whole vectors: a Python loop over the entries gives the same numbers and takes some forty times as long.
#
# *2 points, about 5 minutes*
#
# ```python
# relu_vjp(np.array([10.0, 4.0, -1.0]), np.array([1.0, -2.0, 3.0]))
# # array([10.,  0., -1.])
#
# # dout picks row 0 of the table
# relu_vjp(np.array([1.0, 0.0, 0.0]), np.array([1.0, -2.0, 3.0]))
# # array([1., 0., 0.])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# In the experiment, how many cells of a column of ReLU's table were not zero? What did they carry?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# A diagonal matrix times a vector is a product entry by entry. You have written this function before, in notebook 02, without a Jacobian.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# slopes = ...  # (n,), the diagonal
# return ...  # (n,)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-relu_vjp", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.6: relu_vjp\")"
def relu_vjp(dout: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the downstream gradient (n,) of y = max(x, 0) at x (n,) from dout (n,).

    The slope at 0 is 0. Forms no array with more than n entries. Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    return dout * (x > 0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-relu_vjp", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(relu_vjp)

# %% nbgrader={"grade": true, "grade_id": "test-relu_vjp", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(relu_vjp)

# %% [markdown] nbgrader={"grade": false, "grade_id": "full-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:implicit-multiplication", "002:softmax-not-diagonal"]
# **And a table without zeros?** Softmax's Jacobian is full: there is nothing to leave out. But its $n^2$ entries are made of only $n$ shares. Write the sum for one entry:
#
# $$\mathtt{dz}_j = \sum_i \mathtt{dout}_i\, J_{ij}, \qquad J_{ij} = \begin{cases} y_j - y_j\,y_j & (i = j) \\ -y_i\, y_j & (i \ne j) \end{cases}$$
#
# **Predict**: which factor do all terms of this sum have in common? Take it out. What remains is a sum over $i$; which part of it is **the same for all** $j$?

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-softmax_vjp", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:implicit-multiplication", "002:softmax-not-diagonal"]
# ### Exercise 3.7 · `softmax_vjp`
#
# Compute what `vjp(softmax_jacobian(z), dout)` computes, for vectors of a million entries, on whole vectors again. No $n \times n$ array, and no overflow for logits of ±1000.
#
# *2 points, about 8 minutes*
#
# ```python
# softmax_vjp(np.array([10.0, 4.0, -1.0]), np.array([1.0, 2.0, 3.0]))
# # array([ 0.79101054,  0.68181874, -1.47282928])
#
# # dout picks row 0 of the table
# softmax_vjp(np.array([1.0, 0.0, 0.0]), np.array([1.0, -2.0, 3.0]))
# # array([ 0.10445749, -0.00069912, -0.10375837])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Take three entries and write the sum for `dz[0]` in full, then the one for `dz[1]`. In both there is $\mathtt{dout}_1 y_1 + \mathtt{dout}_2 y_2 + \mathtt{dout}_3 y_3$. How is that number called when the $y_i$ are shares of one whole?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# That number is a mean of `dout`, weighted by the shares. It is computed once. Each entry of `dz` depends on how far its own entry of `dout` is from this mean.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# y = ...  # (n,)
# mean = ...  # one number: dout, weighted by the shares
# return y * (... - ...)  # (n,)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-softmax_vjp", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.7: softmax_vjp\")"
def softmax_vjp(dout: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Return the downstream gradient (n,) of y = softmax(z) at z (n,) from dout (n,).

    Forms no array with more than n entries, and nothing overflows, however large z is.
    Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    y = softmax(z)
    mean = np.sum(dout * y)
    return y * (dout - mean)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-softmax_vjp", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(softmax_vjp)

# %% nbgrader={"grade": true, "grade_id": "test-softmax_vjp", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(softmax_vjp)

# %% [markdown] nbgrader={"grade": false, "grade_id": "compare-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **The same numbers?** The experiment once more, now with all six of your functions. At the last step of *ReLU* and *softmax* it compares both ways.

# %% nbgrader={"grade": false, "grade_id": "compare", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:implicit-multiplication"] alt="The table of the last experiment but one, for softmax at (1, 2, 3, 0). At the last step the downstream gradient from the table and the one without it stand side by side, and they are the same."
tables = (relu_jacobian, softmax_jacobian, numeric_jacobian, vjp)
JacobianExperiment(*tables, relu_vjp, softmax_vjp, preset="softmax")

# %% [markdown] nbgrader={"grade": false, "grade_id": "million-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **A million entries.** A step back of ReLU and of softmax on your machine. **Predict** the time: seconds, or milliseconds?

# %% nbgrader={"grade": false, "grade_id": "million", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:implicit-multiplication"]
rng = np.random.default_rng(3)
dout, x = rng.standard_normal((2, 1_000_000))
for pull in (relu_vjp, softmax_vjp):
    try:
        began = time.perf_counter()
        dx = pull(dout, x)
        milliseconds = 1000 * (time.perf_counter() - began)
        print(f"{pull.__name__:<12} {dx.nbytes:,} bytes in {milliseconds:.0f} ms")
    except NotImplementedError as missing:
        print(f"still to be written: {missing}")
    except MemoryError as table:
        print(f"{pull.__name__:<12} {table}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "dot-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check"]
# ## 3.7 A test without a table
#
# **How do you test what cannot be formed?** For three entries you compare with the table. For a million there is no table, and nudging every entry would take two million calls. But there is a test that takes **two calls of the function, one of the backward step, and two dot products**, for every $n$.
#
# Choose a direction $v$ of shape `(n,)` in which $x$ moves, and an upstream gradient `dout` of shape `(m,)`. How far does $L$ move per step along $v$? There are two ways to count:
#
# $$
# \begin{aligned}
# \text{forwards:} \quad & \mathtt{dout} \cdot (J v) && \text{first see how far } y \text{ moves, then what that is worth} \\
# \text{backwards:} \quad & (J^{\mathsf T}\,\mathtt{dout}) \cdot v && \text{first see what each } x_j \text{ is worth, then move}
# \end{aligned}
# $$
#
# Both are the same sum $\sum_{ij} \mathtt{dout}_i J_{ij} v_j$, so they must be equal. The right factor of the first, $J v$, is measured by nudging *all of $x$ at once* along $v$. The left factor of the second is what your function returns. This is the **dot-product test**.

# %% [markdown] nbgrader={"grade": false, "grade_id": "dot-by-hand", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **By hand first.** The node with $J = \begin{pmatrix} 3 & 2 & 0 \\ 0 & 1 & -2 \end{pmatrix}$, $\mathtt{dout} = (10, 4)$, and $\mathtt{dx} = (30, 24, -8)$ from above. Take $v = (1, -1, 2)$. **Compute** both sides.
#
# <details><summary>Answer</summary>
#
# Forwards: $Jv = (3 - 2,\ -1 - 4) = (1, -5)$, and $10 \cdot 1 + 4 \cdot (-5) = -10$.
#
# Backwards: $30 \cdot 1 + 24 \cdot (-1) + (-8) \cdot 2 = -10$.
# </details>


# %% nbgrader={"grade": false, "grade_id": "dot-test", "locked": true, "schema_version": 3, "solution": false, "task": false}
def dot_product_test(f, pull, x, dout, v, h=1e-5):
    """Difference of both sides, relative to the lengths of dout and Jv."""
    Jv = (f(x + h * v) - f(x - h * v)) / (2 * h)  # (m,): two calls of f
    forwards = np.dot(dout, Jv)
    backwards = np.dot(pull(dout, x), v)  # one call of the backward step
    size = np.linalg.norm(dout) * np.linalg.norm(Jv)
    return abs(forwards - backwards) / max(size, 1e-300)  # no division by 0


def relu(x):
    return np.maximum(x, 0)


# %% [markdown] nbgrader={"grade": false, "grade_id": "dot-kinks", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-3"]
# **On a million entries.** The rules of section 2.6 hold here as well: random numbers of both signs, and no entry of $x$ closer to the kink of ReLU than the nudge. With a million random entries a few would be: so the next cell keeps all of them at least 0.1 away from 0.

# %% nbgrader={"grade": false, "grade_id": "dot-million", "locked": true, "schema_version": 3, "solution": false, "task": false}
away = np.sign(x) * (0.1 + np.abs(x))
v = rng.standard_normal(x.size)
for f, pull in ((relu, relu_vjp), (softmax, softmax_vjp)):
    try:
        error = dot_product_test(f, pull, away, dout, v)
        print(f"{pull.__name__:<12} n = {x.size:,}   error {error:.1e}")
    except NotImplementedError as missing:
        print(f"still to be written: {missing}")
    except MemoryError as table:
        print(f"{pull.__name__:<12} {table}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "suspects", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-9"]
# **What does it see?** *(Optional, about 10 minutes: leave it out if you are short of time, and go on with "The test on one card".)* One number is compared, for a million entries. Here are three backward functions for 1000 entries, each with one mistake:
#
# - Dana takes a gradient back through $y = Ax$ and forgot the transpose. $A$ is square.
# - Eli takes the plain mean in softmax, not the weighted one.
# - Fay's ReLU is right in 999 entries, and passes the gradient through one closed gate.
#
# And four ways to choose `dout` and $v$, where *random* means 1000 random numbers:
#
# | | `dout` | $v$ |
# |---|---|---|
# | **a** | ones | random |
# | **b** | random | the same as `dout` |
# | **c** | random | 1 in place 500, else 0 |
# | **d** | random | random, drawn independently |
#
# **Predict** for each of the twelve pairs whether the mistake is found, that is, whether the two sides differ. For **b**, write down both sides of Dana's test with $v = \mathtt{dout}$.

# %% nbgrader={"grade": false, "grade_id": "suspects-and-tests", "locked": true, "schema_version": 3, "solution": false, "task": false}
A = rng.standard_normal((1000, 1000))
x = np.sign(rng.standard_normal(1000)) * rng.uniform(0.1, 2.0, 1000)
x[0] = -1.0  # the closed gate that Fay leaves open


def shares(z):
    return np.exp(z) / np.sum(np.exp(z))


suspects = {  # the function, and a wrong step back through it
    "Dana": (lambda x: A @ x, lambda dout, x: A @ dout),
    "Eli": (shares, lambda dout, x: shares(x) * (dout - np.mean(dout))),
    "Fay": (relu, lambda dout, x: dout * ((x > 0) | (np.arange(x.size) == 0))),
}
up, v = rng.standard_normal((2, 1000))
choices = {  # (dout, v)
    "a: dout of ones": (np.ones(1000), v),
    "b: v = dout": (up, up),
    "c: v moves one entry": (up, np.eye(1000)[500]),
    "d: both random": (up, v),
}

# %% nbgrader={"grade": false, "grade_id": "suspects-tested", "locked": true, "schema_version": 3, "solution": false, "task": false}
print(f"{'':<22}" + "".join(f"{name:<18}" for name in suspects).rstrip())
for choice, (dout, v) in choices.items():
    errors = [dot_product_test(f, pull, x, dout, v) for f, pull in suspects.values()]
    words = [f"passes ({e:.0e})" if e < 1e-7 else f"FOUND ({e:.0e})" for e in errors]
    print(f"{choice:<22}" + "".join(f"{word:<18}" for word in words).rstrip())

# %% [markdown] nbgrader={"grade": false, "grade_id": "suspects-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-9"]
# - **a. `dout` of ones** hides Eli. The mean of ones is 1 with any weights. (And the right answer for softmax is 0 there: the sum of all shares never moves.)
# - **b. $v = \mathtt{dout}$** hides Dana: $\mathtt{dout} \cdot (A\,\mathtt{dout})$ is one and the same number on both sides, transpose or not. Draw the two independently.
# - **c. One entry** hides Fay: the test sees only column 500.
# - **d. Two independent random vectors** find all three. A mistake would have to be exactly at right angles to $v$ to pass, and chance does not do that.
#
# Look at Fay's error in **d**: one wrong entry among $n$ shows as about $1/n$, here $10^{-3}$. For a million entries it is about $10^{-6}$, and with unlucky random numbers below $10^{-7}$: so the card asks for more than one draw.
#
# The number says *that* something is wrong, not where. To find the place, set half of $v$ to 0, then a quarter, and so on, or go down to a small $n$ and compare with `numeric_jacobian`, entry by entry.

# %% [markdown] nbgrader={"grade": false, "grade_id": "dot-card", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **The test on one card.**
#
# 1. `dout` and $v$ random, of both signs, drawn independently; $x$ away from kinks; `float64`.
# 2. $Jv$ by a central difference along $v$, with $h$ near $10^{-5}$: two calls of $f$, for every $n$.
# 3. Compare $\mathtt{dout} \cdot (Jv)$ with $(J^{\mathsf T}\mathtt{dout}) \cdot v$, relative to the lengths of the factors. Below $10^{-7}$ is right.
# 4. Repeat with two more seeds: one wrong entry among a million can hide behind one draw. Then try sizes $m \ne n$, where the function has them.
# 5. Found something? Make $n$ small and form the table.

# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-12", "002:error-2-11"]
# ## Audit: seven lines, one mistake
#
# A report on memory. A node takes a matrix $X$ with 20 rows and 30 columns and applies softmax to each row; $Y$ has the same shape. All numbers are in `float64`, with 8 bytes each. **Exactly one line is wrong, and the mistake has been in print.**
#
# 1. $X$ has 600 entries and takes 4,800 bytes. `dX` has the same shape and takes as much.
# 2. An entry of $Y$ depends on the 30 entries of its own row of $X$ and on no other entry.
# 3. So of all pairs of an entry of $Y$ and an entry of $X$, at most $20 \cdot 30 \cdot 30 = 18{,}000$ have a local derivative other than zero.
# 4. To measure all local derivatives by nudging one entry of $X$ after another, up and down, 1,200 calls of the node are needed.
# 5. Forming the table for two matrices is expensive. So write $X$ and $Y$ as two vectors of 600 entries first. Then the Jacobian, a row for each entry of $Y$ and a column for each entry of $X$, takes only $8 \cdot (600 + 600) = 9{,}600$ bytes.
# 6. `softmax_vjp`, called for one row after the other, gives all of `dX`. It needs no array with more than 30 entries besides $X$, `dout` and `dX`.
# 7. If all entries of `dout` are equal, `dX` is zero in every entry.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-12"]
# ### Exercise 3.8 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number of bytes with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 6 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"local"` | a local derivative of the node is wrong |
# | `"upstream"` | an upstream gradient was left out or divided up |
# | `"layout"` | rows and columns of a table were confused |
# | `"memory"` | what has to be stored was counted wrongly |
# | `"arithmetic"` | the reasoning is right, the calculation is not |
#
# The answer has this form (the entries here are placeholders):
#
# ```python
# {"line": 9, "kind": "arithmetic", "value": 250.0}
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Which lines speak of $X$ and `dX` themselves, which of pairs of entries? How many pairs are there?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# An array keeps its number of entries when it is written in another shape. A Jacobian has one entry for each pair of an output and an input, zero or not.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# table = np.zeros((..., ...))  # a row for each output, a column for each input
# print(table.nbytes)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 3.8: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the report.

    line: 1 to 7; kind: one of the five of the table; value: the right number of bytes.
    """
    ### BEGIN SOLUTION
    # 600 x 600 pairs, 8 bytes each: writing a matrix as a vector saves nothing
    return {"line": 5, "kind": "memory", "value": 600 * 600 * 8}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="03-vectors")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="03-vectors")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## What you have seen
#
# - The Jacobian has a row for every output and a column for every input. Functions that work entry by entry have a diagonal one; softmax has a full one.
# - Going back, each input collects from all outputs: `dx = J.T @ dout`. In the other layout the transpose is in the table already; never mix the two. Symmetric tables hide a missing transpose.
# - Nobody forms the Jacobian, since it grows with $n^2$: 7.3 TiB for a million entries. A backward function computes the product alone, in time and memory that grow with $n$.
# - The dot-product test compares $\mathtt{dout} \cdot (Jv)$ with $(J^{\mathsf T}\mathtt{dout}) \cdot v$ and works for every size. `dout` and $v$ must be random and independent.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Three questions to think about
#
# They are not graded.
#
# 1. A node sorts its input: $y_1$ is the smallest entry, $y_n$ the largest. What does its Jacobian look like at a point without ties? What is its `vjp`, in one line of NumPy?
# 2. Adding a constant to all logits changes no share. How do you read this off the rows of softmax's Jacobian, and off the entries of `dz`? And what do its columns say?
# 3. A node takes a million numbers to ten. You may have all of its Jacobian (80 MB). Would you build it by nudging or by walking back, and how many calls does each take?

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Where this comes from
#
# Gradients and Jacobians as shapes, backpropagation with vectors, ReLU's sparse Jacobian and the product without it follow lecture 6 of EECS 498/598 (University of Michigan, Justin Johnson) in published lecture notes. That products with Jacobians take the place of a plain chain of factors is stated for networks in the chapter on backpropagation of an older Korean edition of *Dive into Deep Learning*. The dot-product test is common practice in numerical computing, where it tests pairs of a linear operator and its adjoint. Text, code and pictures here were made for this course.
#
# **What comes next.** Notebook 04, matrices: what a local derivative becomes when a node takes whole batches, how the rows of a weight matrix come out of its table one after another, and why two short products are all that remains.
