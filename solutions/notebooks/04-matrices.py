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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:matrix-gradient"]
# # 04 · Matrices, one slice at a time
#
# The Jacobian of one layer can need 256 GiB. You find out why, look at it one small piece at a time, and see it turn into two products of matrices that fit in one line.
# Then you add a bias, and two losses that take raw scores and give back a gradient so short that it is easy to distrust.
#
# **You need** notebook 02, where copies add and gradients are checked by nudging, and from notebook 03 the Jacobian, `J.T @ dout`, and the softmax.
#
# **You will be able to**
# - say how large a Jacobian would be before anyone tries to store it;
# - derive the backward pass of a matrix product from a single entry, and say when shapes alone do not decide;
# - take a gradient back through a whole layer, with a bias, for a batch of samples of any shape;
# - write softmax with cross-entropy, and its counterpart for yes or no, without overflow.
#
# **Time** about 100 minutes; after section 4.4 is a good place for a break. Seven exercises, 13 points.

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** As before: run the cells from top to bottom, write your predictions down, replace `raise NotImplementedError(...)`, and let `check(...)` tell you what is right. If you leave an exercise out, you can go on.
#
# Four letters count things in the whole notebook:
#
# | letter | counts | example |
# |---|---|---|
# | N | samples in a batch, one a row | 64 pictures |
# | D | numbers that describe one sample | 4,096 pixels |
# | M | outputs of a layer for one sample | 4,096 |
# | C | classes | 10 digits |

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

from backprop import check, validate
from backprop.figures import BLUE, GREY, VERMILLION, canvas, picture

# %% [markdown] nbgrader={"grade": false, "grade_id": "a-layer", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:matrix-gradient", "002:matmul-example", "000:question-1"]
# ## 4.1 The matrix that nobody writes out
#
# **How many derivatives has a matrix product?** Here is a layer without its bias: two samples with three numbers each, and four outputs.
#
# $$Y = X W, \qquad X \;(N, D), \quad W \;(D, M), \quad Y \;(N, M)$$
#
# The loss $L$ somewhere behind it is one number, and the walk back arrives at $Y$ with `dout`. Each entry of `dout` says how $L$ moves per 1 of the entry of $Y$ in the same place, so `dout` has the shape of $Y$. In the same way `dX` will have the shape of $X$ and `dW` that of $W$. The rule is the same for arrays of five dimensions.

# %% nbgrader={"grade": false, "grade_id": "a-layer-in-numbers", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:matmul-example"]
X = np.array([[2.0, 1.0, -3.0], [-3.0, 4.0, 2.0]])  # (N, D) = (2, 3)
W = np.array([[3.0, 2.0, 1.0, -1.0], [2.0, 1.0, 3.0, 2.0], [3.0, 2.0, 1.0, -2.0]])  # (D, M) = (3, 4)
dout = np.array([[2.0, 3.0, -3.0, 9.0], [-8.0, 1.0, 4.0, 6.0]])  # (N, M) = (2, 4)
print(X @ W)  # Y, (N, M)

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-many", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:flattened-jacobian", "002:error-2-11"]
# Between `dout` and `dX` stands the local derivative: one number for each pair of an entry of $Y$ and an entry of $X$.
#
# **Predict.** How many numbers is that for this small layer? And how many of them, do you think, are zero?
#
# <details><summary>Answer</summary>
#
# $Y$ has 8 entries and $X$ has 6, so there are $8 \cdot 6 = 48$ pairs. The zeros are counted in section 4.2.
# </details>
#
# To write the 48 numbers as a Jacobian like those of notebook 03, lay out $X$ as one row of 6 numbers and $Y$ as one row of 8, row after row. Then $J$ has shape (8, 6), and with `dout` laid out in the same way, `J.T @ dout` gives the 6 numbers of `dX`.
#
# Two things are laid out to *build* $J$: the input and the output of the node. The gradient of $L$ is not among them. It is only *multiplied* with $J$. A published text lays out $X$ and the gradient of $L$ to build $J$, and this cannot work: $J$ is the same whatever the loss is.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-jacobian_bytes", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:flattened-jacobian", "002:jacobian-256-gib"]
# ### Exercise 4.1 · `jacobian_bytes`
#
# How many bytes does the Jacobian of $Y$ with respect to $X$ take if it is written out with all its zeros? `itemsize` is the number of bytes of one entry: 4 for `float32`, 8 for `float64`.
#
# *1 point, about 4 minutes*
#
# ```python
# jacobian_bytes(2, 3, 4)  # 192, which is 48 entries of 4 bytes
# jacobian_bytes(2, 3, 4, itemsize=8)  # 384
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# How many entries has $X$? How many has $Y$? How many pairs of one of each are there?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Rows times columns times bytes. There is one row for each entry of $Y$, which are $N \cdot M$, and one column for each entry of $X$. N therefore appears twice.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# rows = N * M
# columns = ...
# return rows * columns * ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-jacobian_bytes", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 4.1: jacobian_bytes\")"
def jacobian_bytes(N: int, D: int, M: int, itemsize: int = 4) -> int:
    """Return the bytes of dY/dX written out, for Y = X W with X (N, D) and W (D, M). A whole number, not rounded."""
    ### BEGIN SOLUTION
    return (N * M) * (N * D) * itemsize
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-jacobian_bytes", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(jacobian_bytes)

# %% nbgrader={"grade": true, "grade_id": "test-jacobian_bytes", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(jacobian_bytes)

# %% [markdown] nbgrader={"grade": false, "grade_id": "real-size-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian-256-gib"]
# **And a layer of ordinary size?** A batch of 64 samples, 4,096 numbers in, 4,096 out, in `float32`. $X$ itself takes $64 \cdot 4096 \cdot 4$ bytes, which is 1 MiB (a MiB is $2^{20}$ bytes, a GiB $2^{30}$). $W$ takes 64 MiB.
#
# **Predict** the size of the Jacobian before you run the next cell. Is it nearer to a gigabyte, a hundred gigabytes, or a hundred thousand?

# %% nbgrader={"grade": false, "grade_id": "real-size", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian-256-gib"]
print(f"X      {64 * 4096 * 4 / 2**20:6.0f} MiB")
print(f"W      {4096 * 4096 * 4 / 2**20:6.0f} MiB")
try:
    print(f"dY/dX  {jacobian_bytes(64, 4096, 4096) / 2**30:6.0f} GiB")
except NotImplementedError:
    print("dY/dX: this line calls your own function. Finish exercise 4.1, then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "real-size-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:jacobian-256-gib", "002:error-2-12", "002:error-2-13"]
# 256 GiB, for one layer of one network and for one step of training: several large graphics cards would be full. And the Jacobian with respect to $W$ would be 64 times larger still.
#
# Laying matrices out as rows does not help: the 48 numbers of the small example are 48 numbers in any arrangement. A faster way of building $J$ does not help either, because the result is too large to be stored. What helps is to **multiply by $J$ without forming it**. For this we have to know what is in it. We look at one column of it at a time.

# %% [markdown] nbgrader={"grade": false, "grade_id": "one-entry-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:local-gradient-slice"]
# ## 4.2 One entry, one slice
#
# **What does a single entry of $X$ do?** In the small layer, `X[0, 0]` is 2. Let it grow by 1, and leave the rest as it is.
#
# **Predict**: which of the 8 entries of $Y$ move, and by how much? Here is $W$ once more:
#
# $$W = \begin{pmatrix} 3 & 2 & 1 & -1 \\ 2 & 1 & 3 & 2 \\ 3 & 2 & 1 & -2 \end{pmatrix}$$

# %% nbgrader={"grade": false, "grade_id": "one-entry", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:local-gradient-slice"]
moved = X.copy()
moved[0, 0] += 1
print(moved @ W - X @ W)  # (N, M)

# %% [markdown] nbgrader={"grade": false, "grade_id": "one-entry-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:local-gradient-slice"]
# The second sample does not notice: its outputs are made of its own numbers. The outputs of the first sample move by 3, 2, 1 and −1, and these are not new numbers.
#
# The table that you see is the **local gradient slice** of `X[0, 0]`. It has the shape of $Y$, and its entry at `[n, m]` is
#
# $$\frac{\partial Y_{n,m}}{\partial X_{0,0}}$$
#
# Laid out as one column of 8 numbers, it is the first column of $J$. Since $Y$ is linear in $X$, a nudge of 1 gives it exactly; no small $h$ is needed.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-local_gradient_slice", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:local-gradient-slice"]
# ### Exercise 4.2 · `local_gradient_slice`
#
# Return the slice of `X[i, j]` for any `i` and `j`. Indices count from 0.
#
# *2 points, about 6 minutes*
#
# ```python
# local_gradient_slice(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]]), 0, 1)
# # array([[3., 4.],
# #        [0., 0.]])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Each output is a sum, $Y_{n,m} = X_{n,0} W_{0,m} + X_{n,1} W_{1,m} + \ldots$ For which $n$ does `X[i, j]` stand in it, and which number is it multiplied with?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# $\partial Y_{n,m} / \partial X_{i,j}$ is $W_{j,m}$ if $n = i$, and 0 otherwise.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# table = np.zeros((..., ...))  # the shape of Y
# table[...] = ...  # one row
# return table
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-local_gradient_slice", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 4.2: local_gradient_slice\")"
def local_gradient_slice(X: np.ndarray, W: np.ndarray, i: int, j: int) -> np.ndarray:
    """Return the derivative of Y = X W with respect to X[i, j], of the shape (N, M) of Y.

    X is (N, D), W is (D, M). Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    table = np.zeros((X.shape[0], W.shape[1]))
    table[i] = W[j]
    return table
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-local_gradient_slice", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(local_gradient_slice)

# %% nbgrader={"grade": true, "grade_id": "test-local_gradient_slice", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(local_gradient_slice)

# %% [markdown] nbgrader={"grade": false, "grade_id": "all-columns", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:flattened-jacobian", "002:error-2-14"]
# **All slices side by side.** Six entries of $X$, six slices; each of them laid out as a column. That is the whole Jacobian. **Predict** how many of its 48 numbers are zero, and how often a number of $W$ appears in it.


# %% nbgrader={"grade": false, "grade_id": "all-columns-figure", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:flattened-jacobian", "002:error-2-14"] jupyter={"source_hidden": true} alt="The Jacobian of the small layer, 8 rows for the entries of Y and 6 columns for the entries of X. The rows of Y[0, m] hold numbers only in the columns of X[0, j], the rows of Y[1, m] only in those of X[1, j]. Both blocks hold the same 12 numbers, those of W with rows and columns exchanged. The other 24 entries are 0."
# the picture of the Jacobian, made of your own slices
def draw_jacobian():
    names = [(n, d) for n in range(2) for d in range(3)]
    J = np.stack([np.ravel(local_gradient_slice(X, W, n, d)) for n, d in names], axis=1)  # (8, 6)
    figure, axes = canvas(width=5.6, height=4.2)
    for (row, column), value in np.ndenumerate(J):
        if value:
            axes.fill_between([column - 0.5, column + 0.5], row - 0.5, row + 0.5, color=BLUE, alpha=0.22, linewidth=0)
        axes.text(
            column, row, f"{value:g}".replace("-", "−"), ha="center", va="center", color="black" if value else GREY
        )
    axes.set(xlim=(-0.5, 5.5), ylim=(7.5, -0.5), title="24 of 48 numbers are 0; the others are W, twice")
    axes.set_xticks(range(6), [f"X[{n}, {d}]" for n, d in names])
    axes.set_yticks(range(8), [f"Y[{n}, {m}]" for n in range(2) for m in range(4)])
    axes.tick_params(length=0, top=False)
    axes.spines[:].set_visible(False)
    return picture(
        figure,
        alt="The Jacobian of the small layer, 8 rows for the entries of Y and 6 columns for the entries of X. "
        "The rows of Y[0, m] hold numbers only in the columns of X[0, j], the rows of Y[1, m] only in those of X[1, j]. "
        "Both blocks hold the same 12 numbers, those of W with rows and columns exchanged. The other 24 entries are 0.",
    )


try:
    shown = draw_jacobian()
except NotImplementedError:
    shown = None
    print("This figure draws your own slices: finish exercise 4.2, then run the cell again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "all-columns-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-14"]
# Two blocks, one for each sample, and in both of them stands $W$ with rows and columns exchanged: $W^\top$. With 64 samples there are 64 such blocks, and $64 \cdot 63$ blocks of zeros. So the 256 GiB hold nothing but 64 copies of one matrix of 64 MiB, and zeros.
#
# $J$ is *made of* $W^\top$. One can read in places that it *is* $W$. But its shape is different, and $W$ alone appears only in the product that we are about to find.

# %% [markdown] nbgrader={"grade": false, "grade_id": "inner-product-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:slice-inner-product", "000:error-0-2"]
# **From the slice to `dX[i, j]`.** `X[0, 0]` reaches $L$ along many paths, one through each entry of $Y$. Along a path, multiply; where paths meet, add:
#
# $$\mathtt{dX}_{i,j} = \sum_{n,m} \underbrace{\mathtt{dout}_{n,m}}_{\text{upstream}} \cdot \underbrace{\frac{\partial Y_{n,m}}{\partial X_{i,j}}}_{\text{slice of } X_{i,j}}$$
#
# Two tables of one shape are multiplied entry by entry, and everything is added up to one number. (The adding is easy to forget. Some texts say of larger arrays only that one calculates entry by entry; the paths meet there, too.) This is the *inner product* of two matrices: `np.sum(dout * table)` if `table` is the slice.
#
# **Predict** `dX[0, 0]`. The first row of `dout` is (2, 3, −3, 9), that of the slice (3, 2, 1, −1).
#
# <details><summary>Answer</summary>
#
# $2 \cdot 3 + 3 \cdot 2 + (-3) \cdot 1 + 9 \cdot (-1) = 0$. Four outputs move when `X[0, 0]` moves, $L$ listens to all four, and yet $L$ stays where it is: the four paths cancel. The second row of `dout` has no part in it.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "experiment-intro", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:local-gradient-slice", "002:slice-inner-product", "002:matmul-example"]
# ## 4.3 From slices to products
#
# **What do all slices together amount to?** The experiment calls your `local_gradient_slice` for one entry after the other, multiplies with `dout`, and fills in `dX`. Pick any entry of $X$ with a click, or go to $X$ with Tab and then from entry to entry with the arrow keys. *Play* fills all of them.
#
# Choose *dW* for the entries of $W$; for these it calls your function with both matrices turned, because $Y = XW$ says the same as $Y^\top = W^\top X^\top$.
#
# Find out three things, and write each down before you test it:
#
# 1. The experiment opens at `X[0, 0]`. What lights up in $W$, and what moves in the slice, when you go from there along the row of $X$? And when you go down the column?
# 2. Which entries of `dout` are never used for the first row of `dX`?
# 3. With *dW*: where in the slice do the numbers stand, and where do they come from?

# %% nbgrader={"grade": false, "grade_id": "experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:local-gradient-slice", "002:slice-inner-product", "002:matmul-example"] alt="The matrices X (2, 3), W (3, 4) and Y above; below them the slice of the picked entry, dout, and dX, which fills entry by entry. For X[0, 0] row 0 of W lights up, and the inner product 2·3 + 3·2 + (−3)·1 + 9·(−1) = 0 fills dX[0, 0]. The whole of dX is 0, 16, −9 and −24, 9, −30. A second preset fills dW, a third one dX for square matrices."
from backprop.widgets import SliceExperiment

SliceExperiment(local_gradient_slice)

# %% [markdown] nbgrader={"grade": false, "grade_id": "experiment-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:slice-inner-product"]
# <details><summary>What there was to find</summary>
#
# 1. Along the row: row 1 of $W$, then row 2, always in the first row of the slice. Down the column: row 0 of $W$ again, now in the second row of the slice. So the column index $j$ of `X[i, j]` picks the row of $W$, and the row index $i$ picks the place of this row in the slice.
# 2. The whole second row. The gradient of a sample is made of what comes back to its own outputs.
# 3. In one column, column $m$ for `W[j, m]`, and they are column $j$ of $X$. Each sample uses `W[j, m]` once, so each sample sends back its share, and the shares are added up.
# </details>
#
# All zeros of a slice drop out of the inner product. What is left is one sum for each entry:
#
# $$
# \begin{aligned}
# \mathtt{dX}_{i,j} &= \sum_m \mathtt{dout}_{i,m} \, W_{j,m} && \text{over the outputs} \\
# \mathtt{dW}_{j,m} &= \sum_n X_{n,j} \, \mathtt{dout}_{n,m} && \text{over the samples}
# \end{aligned}
# $$
#
# Compare them with $Y_{i,m} = \sum_j X_{i,j} W_{j,m}$. In a product of matrices the index of the sum is the *last* of the first factor and the *first* of the second. In the two sums above, one index stands in the wrong place, and there is something that moves it.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-matmul_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:dx-dout-wt", "002:dw-xt-dout", "001:affine"]
# ### Exercise 4.3 · `matmul_backward`
#
# Take `dout` back through $Y = XW$: two products of matrices, no loop.
#
# *2 points, about 8 minutes*
#
# ```python
# matmul_backward(np.array([[1.0, 1.0]]), np.array([[1.0, 2.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]))
# # (array([[3., 7.]]), array([[1., 1.],
# #                            [2., 2.]]))
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# In the first sum above the index $m$ is added over. It is the last index of `dout`, as it should be. In $W$ it is the last one too: which matrix has the same numbers with $m$ as its first index?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# $A^\top$ has the entries $A^\top_{m,j} = A_{j,m}$. Write both sums with one transposed matrix each. Then test one entry by hand: with the numbers of the experiment, `dX[0, 1]` must be 16 and `dW[0, 0]` must be 28.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# dX = dout @ ...  # (N, M) times (M, D)
# dW = ... @ dout  # (D, N) times (N, M)
# return dX, dW
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-matmul_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 4.3: matmul_backward\")"
def matmul_backward(dout: np.ndarray, X: np.ndarray, W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (dX, dW) for Y = X W: dX (N, D), dW (D, M). dout is (N, M). Changes none of its arguments."""
    ### BEGIN SOLUTION
    dX = dout @ W.T
    dW = X.T @ dout
    return dX, dW
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-matmul_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(matmul_backward)

# %% nbgrader={"grade": true, "grade_id": "test-matmul_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(matmul_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "every-number", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:matmul-example", "002:dx-dout-wt", "002:dw-xt-dout"]
# **Every number of the small layer.** Do your two products give what the experiment has filled in? The next cell prints both, and beside them the way through the Jacobian, which for 2 samples we can afford.

# %% nbgrader={"grade": false, "grade_id": "every-number-computed", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:matmul-example", "002:flattened-jacobian"]
try:
    dX, dW = matmul_backward(dout, X, W)
    print("dX, (2, 3):", dX, "dW, (3, 4):", dW, sep="\n")
    columns = [np.ravel(local_gradient_slice(X, W, i, j)) for i in range(2) for j in range(3)]
    J = np.stack(columns, axis=1)  # (8, 6)
    print("J.T @ dout, laid out as (2, 3):", np.reshape(J.T @ dout.ravel(), (2, 3)), sep="\n")
except NotImplementedError:
    print("This cell runs your own code: finish exercises 4.2 and 4.3, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "every-number-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:dx-dout-wt", "002:dw-xt-dout", "002:error-2-13", "000:error-0-3"]
# <details><summary>The numbers, for those who calculate by hand</summary>
#
# $$
# \mathtt{dX} = \begin{pmatrix} 0 & 16 & -9 \\ -24 & 9 & -30 \end{pmatrix}, \qquad
# \mathtt{dW} = \begin{pmatrix} 28 & 3 & -18 & 0 \\ -30 & 7 & 13 & 33 \\ -22 & -7 & 17 & -15 \end{pmatrix}
# $$
# </details>
#
# $$\mathtt{dX} = \mathtt{dout} \; W^\top, \qquad \mathtt{dW} = X^\top \, \mathtt{dout}$$
#
# Both ways give the same `dX`, but the second one needed 48 numbers in between and the first none. For the layer with 256 GiB the product `dout @ W.T` reads 1 MiB and 64 MiB, and writes 1 MiB. It also calculates 64 times less, since it leaves out the blocks of zeros.
#
# Nothing was approximated, and no Jacobian was formed on the way. It is still the Jacobian's product with the upstream gradient, of which only the result is computed.

# %% [markdown] nbgrader={"grade": false, "grade_id": "shapes-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:dimension-matching", "002:error-2-15"]
# **Do shapes decide?** There is a well-known way to remember the formulas: *only one arrangement fits*. `dout` is (N, M), $W$ is (D, M), and `dX` must become (N, D). So $W$ has to be transposed and to stand on the right.
#
# Four arrangements can be made of `dout` and $W$. **Predict** how many of them give a `dX` of the right shape for (N, D, M) = (2, 3, 4), for (2, 3, 3), and for (3, 3, 3).

# %% nbgrader={"grade": false, "grade_id": "shapes-decide", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:dimension-matching", "002:error-2-15"]
arrangements = {
    "dout @ W": lambda dout, W: dout @ W,
    "dout @ W.T": lambda dout, W: dout @ W.T,
    "W @ dout": lambda dout, W: W @ dout,
    "W.T @ dout": lambda dout, W: W.T @ dout,
}


def fits(product, N, D, M):
    try:
        return product(np.ones((N, M)), np.ones((D, M))).shape == (N, D)
    except ValueError:  # the inner sizes differ: there is no such product
        return False


for sizes in [(2, 3, 4), (2, 3, 3), (3, 3, 3)]:  # (N, D, M)
    print(sizes, "->", ", ".join(name for name, product in arrangements.items() if fits(product, *sizes)))

# %% [markdown] nbgrader={"grade": false, "grade_id": "shapes-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:dimension-matching", "002:error-2-15"]
# With three different sizes the shapes decide, and the rule is a good one. As soon as D = M, which is ordinary for the hidden layers of a network, two arrangements fit. With N = D = M all four fit: nothing crashes, and three of the four results are wrong.
#
# **One entry decides.** Nudge a single entry of $X$ and compare. **Predict** how many of the four arrangements say the right number for it.

# %% nbgrader={"grade": false, "grade_id": "one-entry-decides", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-15"]
rng = np.random.default_rng(4)
square_X, square_W, square_dout = rng.integers(-5, 6, (3, 3, 3)).astype(float)  # three matrices (3, 3)
nudge = np.zeros((3, 3))
nudge[0, 1] = 1
Y, moved = square_X @ square_W, (square_X + nudge) @ square_W
measured = np.sum(square_dout * (moved - Y))  # by how much L moves per 1 of X[0, 1]
print(f"nudging X[0, 1] moves L by {measured:g}")
for name, product in arrangements.items():
    print(f"{name:<11} says {product(square_dout, square_W)[0, 1]:4g}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "experiment-again", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-15"]
# The experiment does the same for every entry, this time with your `matmul_backward` beside the slices: press *Play* and look at its last step. Then compare the last step of *dX* and of *dW*.

# %% nbgrader={"grade": false, "grade_id": "experiment-square", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["002:error-2-15"] alt="The experiment once more, with three square matrices (3, 3). Nine inner products fill dX with −1, 9, −1; −2, −5, 16; 8, −2, −1. The last step compares: four products of dout and W have the shape of dX, and only dout W transposed has its numbers."
SliceExperiment(local_gradient_slice, matmul_backward, preset="square")

# %% [markdown] nbgrader={"grade": false, "grade_id": "shapes-advice", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:error-2-15", "001:error-1-9"]
# So use the shapes to *find* a formula and an entry to *test* it. And choose different sizes for every test, as in notebook 02: squares hide exactly this kind of mistake.
#
# There is one more trap. Many texts keep one sample a *column*, and write $Y = WX$. Then the two formulas are others. Before you copy a formula, look where the samples are; the audit at the end shows what happens otherwise.

# %% [markdown] nbgrader={"grade": false, "grade_id": "bias-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:affine", "001:error-1-8", "001:error-1-10"]
# ## 4.4 A bias is used once in every row
#
# **What does a bias get back?** A layer adds a number to each of its outputs:
#
# $$Y = X W + b, \qquad b \;(M,)$$
#
# A product of matrices alone is *linear*: twice the input gives twice the output. With $b$ it is called *affine*, and twice the input does not give twice the output any more.
#
# $b$ has one row of M numbers, $XW$ has N rows. NumPy adds $b$ to each of them without a word. **Predict** `db` for the `dout` of the small layer, which has the rows (2, 3, −3, 9) and (−8, 1, 4, 6). Which gate of notebook 02 is at work?
#
# <details><summary>Answer</summary>
#
# A silent copy: $b$ is used once in every row, and a copy adds. $\mathtt{db} = (2 - 8,\; 3 + 1,\; -3 + 4,\; 9 + 6) = (-6, 4, 1, 15)$. It has the shape of $b$, and it grows with the batch. A mean over the samples appears later, and only once: in the loss.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "reshape-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:reshape", "001:batch-affine"]
# **And if a sample is no row?** A batch of pictures has shape (N, height, width), a batch of colour pictures one dimension more. A layer lays each sample out as one row of $D = d_1 \cdot d_2 \cdots d_k$ numbers, and goes on as before.
#
# Laying out computes nothing. Every number only gets a new address, and its local derivative is 1. So the gradient moves back to the old addresses: `reshape` forwards, `reshape` backwards.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-affine_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:affine", "001:batch-affine", "001:reshape", "001:error-1-10"]
# ### Exercise 4.4 · `affine_backward`
#
# Take `dout`, of shape (N, M), back through a whole layer. `X` has shape (N, d1, ..., dk); `W` has shape (D, M) with D the product of d1 to dk.
#
# *3 points, about 10 minutes*
#
# ```python
# sample = np.array([[[1.0], [2.0]]])  # a batch of one sample of shape (2, 1), so D = 2
# affine_backward(np.ones((1, 2)), sample, np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros(2))
# # dX = [[[3.], [7.]]] of shape (1, 2, 1), dW = [[1., 1.], [2., 2.]], db = [1., 1.]
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Which three things happen forwards, in which order? Which of them comes first on the way back?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# A sum over the rows is `dout.sum(axis=0)`. `X.reshape(len(X), -1)` lays out each sample as one row and finds D by itself. The product you have already; what it returns for X has shape (N, D) and must go back to `X.shape`.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# rows = ...  # (N, D)
# dX = dout @ ...  # (N, D)
# dW = ... @ dout  # (D, M)
# db = ...  # (M,)
# return dX.reshape(...), dW, db
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-affine_backward", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 4.4: affine_backward\")"
def affine_backward(
    dout: np.ndarray, X: np.ndarray, W: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (dX, dW, db), of the shapes of X, W and b, for a layer that lays out each sample as a row of W.

    dout (N, M), X (N, d1, ..., dk), W (D, M) with D = d1 * ... * dk, b (M,). Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    rows = X.reshape(len(X), -1)
    dX = dout @ W.T
    dW = rows.T @ dout
    db = dout.sum(axis=0)
    return dX.reshape(X.shape), dW, db
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-affine_backward", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(affine_backward)

# %% nbgrader={"grade": true, "grade_id": "test-affine_backward", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(affine_backward)

# %% [markdown] nbgrader={"grade": false, "grade_id": "layer-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-11", "001:batch-affine"]
# Look at what each of the three gradients sums over: `dX` over the outputs, `dW` and `db` over the samples. A parameter is shared by all samples, so it hears from all of them. An input belongs to one sample and hears from that one only.
#
# This layer has been printed many times, once with all its methods at the wrong indentation, so that Python could not even read it. Whatever you publish, run it first, in the form in which you publish it.

# %% [markdown] nbgrader={"grade": false, "grade_id": "softmax-loss-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy", "003:error-3-11"]
# ## 4.5 Scores, shares, surprise
#
# **How wrong is a network?** A layer gives C *scores* for each sample, one a class, and they may be any numbers: the logits of notebook 03, which called them $z$ and their shares $y$. Three steps turn them into one loss:
#
# $$
# \begin{aligned}
# p_{n,c} &= \frac{e^{s_{n,c}}}{\sum_k e^{s_{n,k}}} && \text{shares: the softmax of each row, } (N, C) \\
# \ell_n &= -\ln p_{n,t_n} && \text{the surprise at the right class } t_n \\
# L &= \frac{1}{N} \sum_n \ell_n && \text{the mean over the batch}
# \end{aligned}
# $$
#
# $\ln$ is the natural logarithm. A right class with a share of 1 is no surprise, $\ell = 0$. Together the three steps are called softmax with *cross-entropy*.
#
# **Predict.** A new network with ten classes gives all of them the same score. What is its loss?
#
# <details><summary>Answer</summary>
#
# Each share is 1/10, so the loss is $-\ln 0.1 = \ln 10 = 2.303$, whatever the labels are. If your network starts with a very different number, look for a mistake before you train it.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "softmax-loss-derive", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy", "001:error-1-12"]
# **Back through both at once.** From notebook 03 you know the Jacobian of softmax, with all its entries. Before you multiply with it, look at one sample and at the loss as a whole. The logarithm of a fraction is a difference:
#
# $$\ell = -\ln \frac{e^{s_t}}{\sum_k e^{s_k}} = -s_t + \ln \sum_k e^{s_k}$$
#
# Now derive this with respect to one score $s_c$. Two questions help to check the result:
#
# 1. Add 5 to all scores of a sample. What happens to its shares, and to its loss? What must the entries of a row of `dscores` therefore add up to?
# 2. Which scores should rise to lower the loss, and which should fall?
#
# <details><summary>Answer to the two questions</summary>
#
# 1. Numerator and denominator both grow by the factor $e^5$: nothing happens. Moving all scores of a row together does not move $L$, so each row of `dscores` adds up to 0.
# 2. The score of the right class should rise, and so its gradient is negative. All others should fall; theirs are positive.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "softmax-loss-stable", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy"]
# **What can overflow?** Scores of 1000 occur, and $e^{1000}$ is too large for a `float64`. By the first question you may subtract the largest score of each row from the whole row: no exponential is then larger than 1.
#
# The logarithm is the second danger. A share of $e^{-2000}$ is 0 for the computer, and $\ln 0$ is $-\infty$. So do not compute the shares first and their logarithms afterwards. With $s' = s - \max_k s_k$:
#
# $$\ln p_c = s'_c - \ln \sum_k e^{s'_k}$$
#
# The sum is at least 1, because one of its terms is $e^0$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "labels", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-14"]
# **Labels come in two forms.** Either as class numbers, an integer for each sample, of shape (N,); or as *one-hot* rows of shape (N, C), with a 1 in the column of the right class and 0 elsewhere. Here is the same thing twice, for N = 2 and C = 3. Rows are convenient in formulas, numbers in memory.

# %% nbgrader={"grade": false, "grade_id": "labels-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-14"]
numbers = np.array([2, 0])  # (N,)
rows = np.eye(3)[numbers]  # (N, C): rows 2 and 0 of a unit matrix
print("one-hot rows, of shape", rows.shape)
print(rows)
print("class numbers, of shape", numbers.shape)
print(rows.argmax(axis=1))  # and back again

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-softmax_loss", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy", "001:error-1-12", "001:error-1-14", "001:error-1-15"]
# ### Exercise 4.5 · `softmax_loss`
#
# Return the loss, one number, and `dscores`, the gradient of this loss with respect to the scores, of shape (N, C). The labels may come in both forms. Scores of ±1000 must not overflow.
#
# *3 points, about 15 minutes*
#
# ```python
# softmax_loss(np.array([[1.0, 2.0, 3.0]]), np.array([2]))
# # (0.40760596, array([[ 0.09003057,  0.24472847, -0.33475904]])), up to rounding
# softmax_loss(np.array([[1.0, 2.0, 3.0]]), np.array([[0, 0, 1]]))  # the same
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Derive $-s_t + \ln \sum_k e^{s_k}$ with respect to $s_c$. The second term gives $e^{s_c} / \sum_k e^{s_k}$, and this has a name. For which $c$ does the first term give something?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# For one sample the derivative is $p_c - 1$ for the right class and $p_c$ for the others: shares minus one-hot row. The mean over the batch divides by N. Test: the rows add up to 0.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# N, C = scores.shape
# rows = np.eye(C)[labels] if labels.ndim == 1 else labels  # (N, C)
# shifted = scores - scores.max(axis=1, keepdims=True)
# log_shares = shifted - np.log(...)  # (N, C); keepdims=True once more
# loss = -np.sum(rows * ...) / N
# dscores = ...
# return loss, dscores
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-softmax_loss", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 4.5: softmax_loss\")"
def softmax_loss(scores: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Return (loss, dscores): the mean cross-entropy of the softmax of each row, and its gradient (N, C).

    scores (N, C), also +-1000; labels are class numbers (N,) or one-hot rows (N, C). Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    N, C = scores.shape
    rows = np.eye(C)[labels] if labels.ndim == 1 else labels
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_shares = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(rows * log_shares) / N
    dscores = (np.exp(log_shares) - rows) / N
    return loss, dscores
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-softmax_loss", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(softmax_loss)

# %% nbgrader={"grade": true, "grade_id": "test-softmax_loss", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(softmax_loss)

# %% [markdown] nbgrader={"grade": false, "grade_id": "dscores-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy"]
# **Predict** the three entries of `dscores` for one sample with the scores 1, 2, 3, if class 0 is the right one. The shares are 0.09, 0.245 and 0.665.


# %% nbgrader={"grade": false, "grade_id": "dscores-figure", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:softmax-cross-entropy", "001:error-1-12"] jupyter={"source_hidden": true} alt="Three bars, the gradient of the loss for the scores 1, 2 and 3 if class 0 is right: −0.91 for class 0, 0.245 for class 1, 0.665 for class 2. The two bars above zero are together as long as the one below."
# the picture of dscores for one sample, from your own softmax_loss
def draw_dscores():
    dscores = softmax_loss(np.array([[1.0, 2.0, 3.0]]), np.array([0]))[1][0]
    figure, axes = canvas(width=6.0, height=3.2)
    axes.bar(range(3), dscores, width=0.55, color=[BLUE, VERMILLION, VERMILLION])
    axes.axhline(0, color=GREY, linewidth=0.8)
    for c, value in enumerate(dscores):
        above = 0.04 if value >= 0 else -0.04
        axes.text(c, value + above, f"{value:.3f}".replace("-", "−"), ha="center", va="bottom" if value >= 0 else "top")
    axes.set_xticks(range(3), ["score 1\nthe right class", "score 2\nwrong", "score 3\nwrong"])
    axes.set(ylabel="dscores (loss per 1 of score)", ylim=(-1.1, 0.85))
    axes.set_title("Wrong classes: their shares. Right class: minus their sum")
    return picture(
        figure,
        alt="Three bars, the gradient of the loss for the scores 1, 2 and 3 if class 0 is right: −0.91 for class 0, "
        "0.245 for class 1, 0.665 for class 2. The two bars above zero are together as long as the one below.",
    )


try:
    shown = draw_dscores()
except NotImplementedError:
    shown = None
    print("This figure draws your own gradient: finish exercise 4.5, then run the cell again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "dscores-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy", "001:error-1-12", "001:error-1-13"]
# $$\mathtt{dscores} = \frac{1}{N}\,(p - \text{one-hot rows})$$
#
# A whole Jacobian of softmax and the steep slope $-1/p_t$ of the logarithm cancel to the difference of two rows. It is the gradient of softmax *and* logarithm together. The gradient of softmax alone you have written in notebook 03, and it looks different.
#
# A function that returns a loss and its gradient takes $L$ as the end of the graph, with an upstream gradient of 1. **Predict** what changes if the graph goes on, for example with a last node that takes half of $L$.
#
# <details><summary>Answer</summary>
#
# Then the upstream gradient is 0.5, and everything is multiplied by it: `0.5 * dscores`. A published layer takes an argument `dout` for this and never uses it. As long as the loss comes last, nobody notices.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "labels-trap-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-14"]
# **A trap that has been in print.** A published layer knows one-hot rows only and returns `(p - labels) / N`. Its readers pass class numbers.
#
# **Predict** what NumPy makes of `p - labels` if `p` has shape (N, C) and `labels` has shape (N,): for N = 4, C = 3; and for N = C = 3.


# %% nbgrader={"grade": false, "grade_id": "labels-trap", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-14"]
def published_gradient(p, labels):
    return (p - labels) / len(p)


for numbers in (np.array([2, 0, 1, 1]), np.array([2, 0, 1])):
    shares = np.full((len(numbers), 3), 1 / 3)  # all equal
    print(f"N = {len(numbers)}, C = 3")
    try:
        print(published_gradient(shares, numbers))
    except ValueError as error:
        print("ValueError:", error)

# %% [markdown] nbgrader={"grade": false, "grade_id": "labels-trap-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-14"]
# With N = 4 and C = 3 the shapes do not fit, and NumPy complains. That is the lucky case. With N = C = 3 it lines the three class numbers up with the three *columns* and subtracts 2, 0 and 1 from every row. No error, the right shape, a gradient that means nothing. A batch of a single sample goes through as well.
#
# Here the first of your two questions finds it: the rows do not add up to 0. With other class numbers even that may come out right by chance; a nudge of one score tells in any case.

# %% [markdown] nbgrader={"grade": false, "grade_id": "bce-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:bce", "003:error-3-11"]
# ## 4.6 Two classes, one score
#
# **Is one score enough?** For yes or no, one logit $z$ for each sample will do; the sigmoid turns it into the probability of yes: $p = \sigma(z)$. The target $y$ is 1 for yes and 0 for no. The loss is again the surprise at what was the case, $-\ln p$ for yes and $-\ln(1 - p)$ for no, and the mean over the batch:
#
# $$L = -\frac{1}{N} \sum_n \bigl( y_n \ln p_n + (1 - y_n) \ln (1 - p_n) \bigr)$$
#
# It is called *binary cross-entropy*. One of the two terms is 0 for every sample. It is also what softmax makes of two scores, $z$ for yes and 0 for no.
#
# **Predict** the loss and its slope for one sample with $z = 0$ and $y = 0$.
#
# <details><summary>Answer</summary>
#
# $p = \tfrac12$, so the loss is $-\ln \tfrac12 = 0.693$. By the result of section 4.5 the slope must be $p - y = 0.5$: the logit should fall.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "bce-stable", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:bce"]
# **Straight from the logit.** If $z = 1000$ and $y = 0$, then $p$ rounds to 1 and $\ln(1 - p)$ to $-\infty$, although the true loss is 1000. As before, simplify before you compute:
#
# $$
# \begin{aligned}
# -\ln \sigma(z) &= \ln(1 + e^{-z}) && y = 1 \\
# -\ln (1 - \sigma(z)) &= \ln(1 + e^{z}) = z + \ln(1 + e^{-z}) && y = 0
# \end{aligned}
# $$
#
# One line for both is $(1 - y)\,z + \ln(1 + e^{-z})$. It is safe for $z \ge 0$. For negative $z$, use $\ln(1 + e^{-z}) = -z + \ln(1 + e^{z})$. In both cases the exponential that is computed is $e^{-|z|}$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-bce_loss", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:bce", "003:fused-gradient"]
# ### Exercise 4.6 · `bce_loss`
#
# Return the loss, one number, and `dz`, of the shape (N,) of `z`. Logits of ±1000 must not overflow.
#
# *1 point, about 8 minutes*
#
# ```python
# bce_loss(np.array([2.0]), np.array([1]))
# # (0.1269280110, array([-0.11920292])), up to rounding
# bce_loss(np.array([1000.0, -1000.0]), np.array([1, 1]))
# # (500.0, array([ 0. , -0.5]))
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# In both lines above, which term is left for $\ln(1 + \ldots)$ if the exponential is $e^{-|z|}$? And what is added to it for $z > 0$ and $y = 0$, for $z < 0$ and $y = 1$, and in the other two cases?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# $\max(z, 0) - y z + \ln(1 + e^{-|z|})$ is right in all four cases; `np.log1p(e)` is $\ln(1 + e)$. The slope of one sample is $\sigma(z) - y$, with the safe sigmoid of notebook 02; the mean divides by N.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# e = np.exp(-np.abs(z))  # never larger than 1
# loss = np.mean(np.maximum(z, 0) - ... + np.log1p(e))
# p = np.where(z >= 0, ..., ...)  # the sigmoid, by means of e
# dz = ...
# return loss, dz
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-bce_loss", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 4.6: bce_loss\")"
def bce_loss(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Return (loss, dz): the mean binary cross-entropy of logits z and targets y of 0 or 1, both (N,); dz is (N,).

    No overflow, however large z is. Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))
    loss = np.mean(np.maximum(z, 0) - y * z + np.log1p(e))
    p = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    dz = (p - y) / len(z)
    return loss, dz
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-bce_loss", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(bce_loss)

# %% nbgrader={"grade": true, "grade_id": "test-bce_loss", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(bce_loss)

# %% [markdown] nbgrader={"grade": false, "grade_id": "confident-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:fused-gradient"]
# **Why this loss?** One could also take the squared distance $\tfrac12 (p - y)^2$. Its slope at the logit is $(p - y)\,p\,(1 - p)$: the slope of the sigmoid stays in it, while the logarithm cancels it.
#
# **Predict** both slopes for $y = 1$ and $z = -8$: the network is sure, and it is wrong.


# %% nbgrader={"grade": false, "grade_id": "confident-figure", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:fused-gradient"] jupyter={"source_hidden": true} alt="Two slopes at the logit z from -8 to 8, for the target 1. That of the cross-entropy is −1 for very negative z and rises to 0 for large z. That of the squared distance is nearly 0 at both ends and never below −0.15."
# the picture of two slopes, one of them from your own bce_loss
def draw_confident():
    z = np.linspace(-8, 8, 161)
    slope = [bce_loss(np.array([logit]), np.array([1]))[1][0] for logit in z]
    p = 1 / (1 + np.exp(-z))
    figure, axes = canvas()
    axes.plot(z, slope, color=VERMILLION)
    axes.plot(z, (p - 1) * p * (1 - p), color=BLUE)
    axes.text(-7.8, -0.93, "cross-entropy: your dz", color=VERMILLION)
    axes.text(-7.8, -0.11, "squared distance", color=BLUE)
    axes.set(xlabel="logit z (target 1: the further left, the more wrong)", ylabel="slope at the logit")
    axes.set_title("Only the cross-entropy pulls on a confident mistake")
    return picture(
        figure,
        alt="Two slopes at the logit z from -8 to 8, for the target 1. That of the cross-entropy is −1 for very "
        "negative z and rises to 0 for large z. That of the squared distance is nearly 0 at both ends and never "
        "below −0.15.",
    )


try:
    shown = draw_confident()
except NotImplementedError:
    shown = None
    print("This figure draws your own gradient: finish exercise 4.6, then run the cell again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "confident-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:fused-gradient"]
# At $z = -8$ the cross-entropy pulls with a slope of −0.9997, the squared distance with −0.0003. The larger the mistake, the less the squared distance teaches, since the saturated sigmoid lets nothing through. The logarithm takes exactly this factor away: $-\frac{1}{p} \cdot p\,(1 - p) = p - 1$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-9"]
# ## Audit: seven lines, one mistake
#
# Somebody keeps one sample a **column** and works with $Y = W X + B$, where $B$ is added to every column. There are two samples with two numbers each, and two outputs:
#
# $$
# W = \begin{pmatrix} 1 & 2 \\ 0 & 3 \end{pmatrix}, \qquad
# X = \begin{pmatrix} 2 & 1 \\ -1 & 4 \end{pmatrix}, \qquad
# B = \begin{pmatrix} 1 \\ -1 \end{pmatrix}, \qquad
# \mathtt{dY} = \begin{pmatrix} 1 & 2 \\ 3 & -1 \end{pmatrix}
# $$
#
# `dY` is the upstream gradient. Indices count from 0, rows first. **Exactly one line is wrong, and the mistake has been in print.**
#
# 1. The second sample is the second column of $X$, $(1, 4)$. Its first output is $1 \cdot 1 + 2 \cdot 4 + 1$, so `Y[0, 1]` is 10.
# 2. $B$ belongs to both samples, so `dB` adds the columns of `dY`: `dB[0]` is $1 + 2 = 3$.
# 3. If `W[0, 1]` grows by 0.1, then `Y[0, 0]` falls by 0.1 and `Y[0, 1]` grows by 0.4. So $L$ moves by $1 \cdot (-0.1) + 2 \cdot 0.4 = 0.7$.
# 4. This fits $\mathtt{dW} = \mathtt{dY}\,X^\top$, with `dW[0, 1]` $= 1 \cdot (-1) + 2 \cdot 4 = 7$.
# 5. For the input, $\mathtt{dX} = \mathtt{dY}\,W^\top$, which has the shape of $X$: `dX[1, 0]` $= 3 \cdot 1 + (-1) \cdot 2 = 1$.
# 6. If `X[0, 1]` grows by 0.1, then only `Y[0, 1]` moves, by 0.1, and $L$ grows by 0.2.
# 7. With twice the upstream gradient, all gradients double: `dB[1]` becomes $2 \cdot (3 - 1) = 4$.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-9"]
# ### Exercise 4.7 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 8 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"local"` | it is wrong how far an entry of $Y$ moves when a single entry of $W$, $X$ or $B$ does |
# | `"layout"` | a formula was taken from another arrangement of the matrices |
# | `"sum"` | something that is used several times was not added up, or along the wrong axis |
# | `"upstream"` | the upstream gradient was left out, or counted twice |
# | `"arithmetic"` | the formula of the line is right, the calculation is not |
#
# The answer has this form (the entries here are placeholders):
#
# ```python
# {"line": 9, "kind": "arithmetic", "value": 0.25}
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# All matrices are square, so shapes prove nothing. Which lines can you test by nudging one entry with pencil and paper?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The slice of one entry works in every layout: which entries of $Y$ move, by how much, and what does `dY` say about each of them?
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# W, X = np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[2.0, 1.0], [-1.0, 4.0]])
# dY = np.array([[1.0, 2.0], [3.0, -1.0]])
# nudge = np.zeros((2, 2))
# nudge[...] = 1  # the entry that a line speaks of
# print(np.sum(dY * (... - ...)))  # Y with the nudge, minus Y without
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 4.7: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the report.

    line: 1 to 7; kind: one of the five kinds of the table; value: the number with which the line should end.
    """
    ### BEGIN SOLUTION
    # dY W^T belongs to Y = X W; here X[1, 0] meets the second column of W, (2, 3), and 1 * 2 + 3 * 3 = 11
    return {"line": 5, "kind": "layout", "value": 11.0}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="04-matrices")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="04-matrices")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## What you have seen
#
# - The Jacobian of a matrix product is N copies of $W^\top$ and zeros. It is never written out; one slice of it shows what multiplying by it comes down to.
# - `dX = dout @ W.T` and `dW = X.T @ dout`, with one sample a row. Shapes help to find a formula; one nudged entry, with sizes that differ, tests it.
# - What is shared adds up: `dW` and `db` sum over the samples. What only gets a new address goes back to the old one.
# - Softmax and logarithm together send back shares minus labels, sigmoid and logarithm probability minus target, divided by N for the mean. Computed from the scores themselves they are safe at ±1000.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-1"]
# ## Three questions to think about
#
# They are not graded.
#
# 1. $X$ has shape (N, T, D), for N texts of T words each, and $Y = XW$ is taken for every word. Which shape has the gradient of $X$, which has that of $W$, and over what is `dW` summed?
# 2. The first layer of a network needs no `dX`, since nobody changes the data. How much of the work of its backward pass can be left out? And what could `dX` be good for after all?
# 3. One class is right for 99 of 100 samples, another for the last, and a network gives all samples the same scores. At which shares does the mean of all rows of `dscores` become zero? What has the network learnt by then?

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Where this comes from
#
# The small layer with all its numbers, the local gradient slice and the layer of 256 GiB follow lecture 6 of EECS 498/598 (University of Michigan, Justin Johnson) and published notes on it. The affine layer for a batch and the layer that joins softmax and cross-entropy go back to the fifth chapter of *밑바닥부터 시작하는 딥러닝* (Mitbadakbuteo sijakhaneun dimneoning, "Deep learning from the ground up"), in the summary "Chap5 - Backpropagation" by 0verc10ck. The binary cross-entropy is that of part 5 of the AI series at 076923.github.io. Text, code and pictures here were made for this course.
#
# **What comes next.** Notebook 05, a network with one hidden layer: all pieces in a row, a penalty on the weights, what must be remembered between forward and backward, and a published example worked out to six decimals.
