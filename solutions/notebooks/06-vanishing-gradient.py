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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# # 06 · The gradient that does not arrive
#
# You send a gradient back through ten and more layers and measure, layer by layer, how much of it is left.
# Then you find out which activation, with weights of which size, lets it through, and which measurement would have misled you.
#
# **You need** notebooks 02 (the sigmoid's slope, ReLU, nudging), 04 ($Y = XW$ and its backward pass) and 05 (the 2-2-1 network).
#
# **You will be able to**
# - say which part of a small gradient comes from an activation, and which from anything else;
# - write the walk back through a stack of any depth, and read the size of every layer's gradient;
# - bound what a stack of sigmoids can let through, and say what such a bound does not promise;
# - choose the size of the first, random weights so that a gradient survives 30 layers;
# - say what ReLU, tanh and a path around each layer do against the fading.
#
# **Time** about 90 minutes; after exercise 6.2 is a good place for a break. Four exercises, 9 points.

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** As in the notebooks before: run the cells from top to bottom, write your predictions down, replace `raise NotImplementedError(...)`, and let `check(...)` tell you what is right. If you leave an exercise out, you can go on.
#
# *Size* of an array in this notebook always means its **Frobenius norm** $|A|$: the square root of the sum of all squared entries, whatever the shape. `np.linalg.norm(A)` computes it for vectors and matrices. Notebook 05 wrote it $\lVert A \rVert$; here it also stands in printed lines and on axes, so it gets single bars everywhere.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from statistics import median

import numpy as np

from backprop import Graph, check, validate
from backprop.figures import BLUE, GREY, INK, VERMILLION, canvas, picture

ACTIVATIONS = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
}

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-layers", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient", "003:layer-wise-comparison", "003:error-3-8", "003:numbers"]
# ## 6.1 What two layers can show
#
# **Is this the vanishing gradient?** The lecture with the 2-2-1 network of notebook 05 ends with a comparison of its two layers. In the first step of training, with learning rate 1, a weight of the second layer moved by 0.2727 and a weight of the first layer by only 0.0162, almost 17 times less. The lecture concludes that the sigmoid makes gradients vanish, and that therefore nobody uses it in hidden layers.
#
# Both gradients begin with the same number, $\partial L/\partial z_3 = 0.415433$. With $h_1 = \sigma(z_1) = 0.656515$ and $x_1 = 1$:
#
# $$
# \begin{aligned}
# \frac{\partial L}{\partial W_2[0]} &= h_1 \cdot \frac{\partial L}{\partial z_3} && = 0.272738 \\
# \frac{\partial L}{\partial W_1[0, 0]} &= x_1 \cdot h_1(1 - h_1) \cdot W_2[0] \cdot \frac{\partial L}{\partial z_3} && = -0.016160
# \end{aligned}
# $$
#
# **Predict.** How much of the ratio is the sigmoid's? And what would the ratio be with a ReLU in the hidden layer, everything else as it was?

# %% nbgrader={"grade": false, "grade_id": "two-layers-factors", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient", "003:error-3-8", "003:numbers"]
z1, w, x1 = 0.6478, -0.1725, 1.0  # the first hidden unit, the weight behind it, and the input before it


def factors(h, slope, w):
    """What the ratio of both gradients is made of; dL/dz3 is in both and cancels."""
    weight, activation = 1 / abs(w), h / x1
    ratio = weight * activation / slope
    print(f"weight {weight:5.2f}   slope {1 / slope:5.2f}   activation {activation:5.2f}   ratio {ratio:6.2f}")


h1 = ACTIVATIONS["sigmoid"](z1)
factors(h1, h1 * (1 - h1), w)  # as published
factors(z1, 1.0, w)  # a ReLU in the hidden layer
factors(h1, h1 * (1 - h1), 10 * w)  # the sigmoid again, and a weight ten times larger
factors(h1, h1 * (1 - h1), 20 * w)

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-layers-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient", "003:error-3-8"]
# $16.88 = 5.80 \cdot 4.43 \cdot 0.66$. The largest factor, 5.80, is $1/0.1725$: somebody happened to start with a small weight. With a ReLU, whose slope is 1 here, the ratio is still 3.76. With the same sigmoid and a weight twenty times larger, the first layer gets the *larger* gradient.
#
# So this table does not show a vanishing gradient. Two layers cannot tell an accident from a law. One factor is worth following, though: 4.43. A sigmoid has divided the gradient by more than 4, and a second sigmoid would do so again. A weight may be large or small; this factor comes back in **every** layer.

# %% [markdown] nbgrader={"grade": false, "grade_id": "deep-stack", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ## 6.2 A deep stack, layer by layer
#
# **What do ten layers do?** We take the simplest deep network there is: the hidden layer of notebook 05 again and again, without biases, all with one activation $\varphi$.
#
# $$
# \begin{aligned}
# a_0 &= X & & (N, D) \\
# z_l &= a_{l-1} W_l & & (N, D_{l-1})(D_{l-1}, D_l) = (N, D_l) \\
# a_l &= \varphi(z_l) & & (N, D_l), \qquad l = 1, \dots, \text{depth}
# \end{aligned}
# $$
#
# The weights are random: $W_l$ is `scale` times standard normal numbers. The input $X$ is random, and so is the upstream gradient `dout` of the last activation. In this way nothing depends on one choice of data or loss.

# %% nbgrader={"grade": false, "grade_id": "deep-stack-graph", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:vanishing-gradient"] jupyter={"source_hidden": true} alt="Graph of a stack of three layers: X is multiplied by W1, goes through the activation phi, is multiplied by W2, goes through phi, is multiplied by W3 and goes through phi to the output."
# the picture of a stack of three layers
tower = Graph()
below = tower.input("X")
for layer in "123":
    weights_of = tower.input(f"W{layer}")
    below = tower.gate(f"z{layer}", "@", [below, weights_of])
    below = tower.gate(f"a{layer}", "φ", [below])
tower.output("out", "a3")
tower


# %% nbgrader={"grade": false, "grade_id": "stack", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
def stack(weights, X, activation):
    """The last activation, (N, D_last); weights: a list of matrices."""
    a = X
    for W in weights:
        a = ACTIVATIONS[activation](a @ W)
    return a


def draw(rng, depth, width, scale):
    """Random weights, X and dout; every layer is `width` wide, 64 samples."""
    weights = [scale * rng.standard_normal((width, width)) for _ in range(depth)]
    return weights, rng.standard_normal((64, width)), rng.standard_normal((64, width))


def survival(depth, width, activation, scale, network=stack):
    """About |dL/dX| / |dout|, measured by nudging: the median of three random draws."""
    found = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        weights, X, dout = draw(rng, depth, width, scale)
        u, h = rng.standard_normal(X.shape), 1e-6
        moved = network(weights, X + h * u, activation) - network(weights, X - h * u, activation)
        slopes = np.sum(dout * moved, axis=1) / (2 * h)  # (64,): one slope for each sample
        found.append(np.linalg.norm(slopes) / np.linalg.norm(dout))
    return median(found)


# %% [markdown] nbgrader={"grade": false, "grade_id": "survival-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# `survival` asks: **how much of `dout` is left at the entrance?** It needs no walk back. It nudges the whole input of each sample along a random direction $u$ and looks at how $L = \sum \mathtt{dout} \cdot a$ moves. The slope along $u$ is the inner product of $u$ with that sample's gradient. Taken over many random $u$, the mean of its square is the square of the gradient's size. With 64 samples the result is right to about a tenth; we care about powers of ten.
#
# **Predict.** A layer of 64 sigmoids, weights of scale $1/8$. What is left of a gradient after 1 layer, after 5, after 10?

# %% nbgrader={"grade": false, "grade_id": "survival-by-depth", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
for depth in (1, 2, 3, 5, 10):
    print(f"{depth:2} sigmoid layers: |dL/dX| is {survival(depth, 64, 'sigmoid', 1 / 8):.1e} times |dout|")

# %% [markdown] nbgrader={"grade": false, "grade_id": "survival-by-depth-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# Each layer leaves about a quarter, and after ten layers less than a millionth is left. That is the **vanishing gradient**: not one small number, but a factor that is paid in every layer.
#
# For thirty layers this measurement would fail. The output moves by less than its own rounding error, and nudging sees only noise. And it says nothing about the layers in between. The walk back has neither problem, so let us write it.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-layer_gradient_norms", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ### Exercise 6.1 · `layer_gradient_norms`
#
# Walk back through the stack and return the size of every layer's $dW_l$, the first layer first. `dout` is the upstream gradient of the last *activation*.
#
# *4 points, about 15 minutes*
#
# ```python
# one, two, three = np.array([[1.0]]), np.array([[2.0]]), np.array([[3.0]])
# layer_gradient_norms([two, three], one, one, "relu")
# # array([3., 2.])
# ```
#
# `check` also tries *the small stack*: two samples with one number each, a layer of two units, then a layer of one. All of it can be repeated on paper.
#
# ```python
# X, dout = np.array([[1.0], [2.0]]), np.array([[1.0], [3.0]])
# weights = [np.array([[1.0, -0.5]]), np.array([[2.0], [1.0]])]
# layer_gradient_norms(weights, X, dout, "relu")
# # array([14., 7.])
# ```
#
# At exactly $z = 0$ the slope of ReLU is 0, as in notebook 02.
#
# <details><summary>Hint 1: a question</summary>
#
# In the example $a_1 = 2$ and the output is 6. When the 3 grows by 0.1, how far does the output move? And when the 2 grows by 0.1? Which numbers of the forward pass did you use?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# In each layer, last to first: through the activation, $dz = da \cdot \varphi'(z)$, entry by entry; then notebook 04: $dW = a^\top dz$ and $da = dz\, W^\top$, where $a$ is what came into the layer.
#
# The slopes: $\sigma' = \sigma(1 - \sigma)$; for tanh $1 - \tanh^2$; for ReLU 1 where $z > 0$, else 0.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# inputs, zs, a = [], [], X
# for W in weights:
#     inputs.append(...)  # what comes into this layer
#     zs.append(...)
#     a = ...
# norms, da = [], dout
# for W, a, z in zip(weights[::-1], inputs[::-1], zs[::-1]):
#     dz = da * ...
#     norms.append(np.linalg.norm(...))
#     da = ...
# return np.array(norms[::-1])
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-layer_gradient_norms", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 6.1: layer_gradient_norms\")"
def layer_gradient_norms(weights: list[np.ndarray], X: np.ndarray, dout: np.ndarray, activation: str) -> np.ndarray:
    """Return the Frobenius norm of every layer's dW, first layer first: (number of layers,).

    weights[l]: (D_(l-1), D_l); X: (N, D_0); dout: (N, D_last); activation: "sigmoid", "tanh" or "relu".
    Changes none of its arguments, and computes derivatives by formula, not by nudging.
    """
    ### BEGIN SOLUTION
    inputs, zs, a = [], [], X
    for W in weights:
        inputs.append(a)
        zs.append(a @ W)
        a = ACTIVATIONS[activation](zs[-1])
    norms, da = [], dout
    for W, a, z in zip(weights[::-1], inputs[::-1], zs[::-1], strict=True):
        out = ACTIVATIONS[activation](z)
        slope = {"sigmoid": out * (1 - out), "tanh": 1 - out**2, "relu": z > 0}[activation]
        dz = da * slope
        norms.append(np.linalg.norm(a.T @ dz))
        da = dz @ W.T
    return np.array(norms[::-1])
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-layer_gradient_norms", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(layer_gradient_norms)

# %% nbgrader={"grade": true, "grade_id": "test-layer_gradient_norms", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 4}
validate(layer_gradient_norms)

# %% [markdown] nbgrader={"grade": false, "grade_id": "norms-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# **Layer by layer.** The experiment runs your function on a random stack and shows the size of each $dW_l$ on a logarithmic axis, in the order of the walk: the last layer first.
#
# **Predict** for ten sigmoid layers: if you know the sizes at the last two layers, what is the size at the first? Then press *Step* or *Play*. Afterwards try the other presets, and the sliders. What does the depth change, what the scale?

# %% nbgrader={"grade": false, "grade_id": "norms-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:vanishing-gradient"] alt="Size of each layer's gradient dW on a logarithmic axis, for ten layers of 64 sigmoids with weights of scale 0.125. The points fall in a nearly straight line from 66 at layer 10 to 0.0002 at layer 1, about a factor 4 for each layer. Presets show tanh, which keeps the size near 100, and ReLU."
from backprop.widgets import VanishingExperiment

VanishingExperiment(layer_gradient_norms)

# %% [markdown] nbgrader={"grade": false, "grade_id": "norms-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# On a logarithmic axis the sigmoid's points lie on a straight line: nearly the same factor, about $1/4$, from layer to layer. Only the last step, to layer 1, is shorter: $dW_1$ is computed with $X$, and the numbers in $X$ are larger than activations between 0 and 1. From layer 10 to layer 1 the gradient shrinks 280,000 times. With one learning rate for all layers, the last layer learns, and the first stays as random as it began.
#
# Two things may have surprised you. For tanh at the same scale the line is nearly level. For ReLU it is level *at every scale*, while the gradient at the input fades or explodes. Remember this one: section 6.4 comes back to it.

# %% [markdown] nbgrader={"grade": false, "grade_id": "quarter", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient", "003:sigmoid-slope"]
# ## 6.3 A quarter at most
#
# **Where does the quarter come from?** The next picture measures the slopes of the three activations, by nudging. **Predict** for each: what is its largest value, and at which $z$?


# %% nbgrader={"grade": false, "grade_id": "slopes-figure", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:vanishing-gradient", "003:sigmoid-slope"] jupyter={"source_hidden": true} alt="Slopes of three activations against z. The sigmoid's slope is a low hill with its top, 1/4, at z = 0. The slope of tanh is a hill with its top, 1, at z = 0. The slope of ReLU is 0 on the left of 0 and 1 on the right."
# the picture of three slopes
def plot_slopes(h=1e-6):
    figure, axes = canvas(height=3.2)
    z = np.linspace(-6, 6, 480)  # an even number: no point at ReLU's kink
    for name, colour, style in (("sigmoid", VERMILLION, "-"), ("tanh", BLUE, "--"), ("relu", GREY, ":")):
        phi = ACTIVATIONS[name]
        axes.plot(z, (phi(z + h) - phi(z - h)) / (2 * h), style, color=colour, linewidth=2)
    for x, y, text, colour in (
        (2.0, 0.2, "sigmoid: at most 1/4", VERMILLION),
        (-0.9, 0.68, "tanh: at most 1", BLUE),
        (3.0, 0.9, "relu: 0 or 1", INK),
    ):
        axes.text(x, y, text, color=colour, ha="right" if x < 0 else "left")
    axes.set(xlabel="z", ylabel="slope", yticks=[0, 0.25, 0.5, 0.75, 1], title="The sigmoid is never steeper than 1/4")
    return picture(
        figure,
        "Slopes of three activations against z. The sigmoid's slope is a low hill with its top, 1/4, at z = 0. The slope "
        "of tanh is a hill with its top, 1, at z = 0. The slope of ReLU is 0 on the left of 0 and 1 on the right.",
    )


plot_slopes()

# %% [markdown] nbgrader={"grade": false, "grade_id": "quarter-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient", "003:sigmoid-slope"]
# The sigmoid's slope is $y(1 - y)$ with $y$ between 0 and 1. This product is largest at $y = 1/2$, that is at $z = 0$, and there it is $1/4$. So on its way through one sigmoid, *each entry* of a gradient is multiplied by $1/4$ at most.
#
# After that comes the matrix, $da = dz\,W^\top$. How much longer can it make a vector? The most that a matrix can stretch any vector is called its **spectral norm**, `np.linalg.norm(W, 2)`. If it is 2, then no vector becomes more than twice as long.
#
# **Predict.** A sigmoid layer whose $W$ has the spectral norm 2: what is the most that can be left of a gradient of size 1? And after three such layers?
#
# <details><summary>Answer</summary>
#
# At most $\tfrac14 \cdot 2 = \tfrac12$ after one layer, at most $\tfrac18$ after three. Slope and matrix are multiplied in every layer.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-sigmoid_bound", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ### Exercise 6.2 · `sigmoid_bound`
#
# Return the most that `depth` sigmoid layers can scale a gradient by, if each matrix has the spectral norm `weight_norm`. The gradient passes `depth` sigmoids and `depth` matrices.
#
# *1 point, about 4 minutes*
#
# ```python
# sigmoid_bound(3, 2.0)  # 0.125
# sigmoid_bound(3, 8.0)  # 8.0
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# The second example says that a gradient may even grow. How much may one layer let it grow there?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Along a path, multiply: one layer contributes slope times stretch, and there are `depth` of them.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# one_layer = ...
# return one_layer ** ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-sigmoid_bound", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 6.2: sigmoid_bound\")"
def sigmoid_bound(depth: int, weight_norm: float) -> float:
    """Return the most that a gradient can be scaled by on its way back through `depth` sigmoid layers.

    depth: 0, 1, 2, ...; weight_norm: the spectral norm of every matrix, 0 or larger.
    """
    ### BEGIN SOLUTION
    return (weight_norm / 4) ** depth
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-sigmoid_bound", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(sigmoid_bound)

# %% nbgrader={"grade": true, "grade_id": "test-sigmoid_bound", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(sigmoid_bound)

# %% [markdown] nbgrader={"grade": false, "grade_id": "bound-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# **How close does it come?** A random matrix of scale $1/\sqrt{\text{width}}$ has a spectral norm of about 2, whatever its width. **Predict** whether a real stack comes close to your bound. Which two things would have to happen in every layer?


# %% nbgrader={"grade": false, "grade_id": "bound-figure", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:vanishing-gradient"] jupyter={"source_hidden": true} alt="What is left of a gradient against the number of sigmoid layers, on a logarithmic axis. For weights of spectral norm 2 the bound falls to 0.001 after ten layers and the measured value to 0.0000005. For weights of norm 4 the bound stays at 1 and the measured value falls to 0.0001."
# the picture of the bound and of what is measured
def plot_bound(width=64):
    figure, axes = canvas(height=3.4)
    depths = np.arange(1, 11)
    for gain, style in ((1, "o"), (2, "s")):
        measured = [survival(int(depth), width, "sigmoid", gain / width**0.5) for depth in depths]
        axes.plot(depths, measured, style + "-", color=VERMILLION, markersize=4)
        axes.plot(depths, [sigmoid_bound(int(depth), 2.0 * gain) for depth in depths], "--", color=GREY)
        axes.text(10.2, measured[-1], f"measured, norm {2 * gain}", color=VERMILLION, va="center")
        axes.text(10.2, sigmoid_bound(10, 2.0 * gain), f"bound, norm {2 * gain}", va="center")
    axes.set(
        yscale="log",
        xlim=(0.7, 13.4),
        ylim=(1e-7, 4),
        xticks=depths,
        xlabel="sigmoid layers",
        ylabel="|dL/dX| / |dout|",
    )
    axes.set_title("Nothing passes the bound, and real stacks stay far below it")
    return picture(
        figure,
        "What is left of a gradient against the number of sigmoid layers, on a logarithmic axis. For weights of spectral "
        "norm 2 the bound falls to 0.001 after ten layers and the measured value to 0.0000005. For weights of norm 4 the "
        "bound stays at 1 and the measured value falls to 0.0001.",
    )


try:
    shown = plot_bound()
except NotImplementedError:
    shown = None
    print("This figure is drawn with your own sigmoid_bound: finish exercise 6.2, then run it again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "bound-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# The bound holds, and with weights of norm 2 it is bad news: no data and no luck can bring more than a thousandth through ten layers.
#
# In the other direction it promises nothing. For weights of norm 4 it says "at most 1", and a ten-thousandth arrives. To reach the bound, every unit would have to stand at $z = 0$, where the slope is a quarter, and the gradient would have to point, in every layer, in the one direction that the matrix stretches most. Large weights make the first thing unlikely: they drive $z$ away from 0, into the flat parts.

# %% [markdown] nbgrader={"grade": false, "grade_id": "rescue-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ## 6.4 The rescue
#
# **What must a layer do so that a gradient neither fades nor grows?** Look at one entry of $da = dz\,W^\top$. It is a sum of `width` terms, each an entry of $dz$ times a random weight of either sign. Such a sum grows like the *square root* of the number of its terms: its typical size is $\sqrt{\text{width}}$ times the typical size of a term. So one layer multiplies the size of a gradient by about
#
# $$\underbrace{\mathtt{scale} \cdot \sqrt{\mathtt{width}}}_{\text{the matrix}} \;\cdot\; \underbrace{\text{root mean square of } \varphi'(z)}_{\text{the activation}}$$
#
# If that is 0.9, thirty layers leave 4 %. If it is 1.1, they make 17 out of 1. It has to be 1, or very near. The scale decides.
#
# But first: **how do you measure whether a gradient survives?** An obvious idea is to compare the first layer's $|dW_1|$ with the last layer's $|dW_{10}|$. **Predict** this ratio for a ReLU stack at three scales: 0.01, $\sqrt{2/64} \approx 0.18$, and 1.

# %% nbgrader={"grade": false, "grade_id": "wrong-measure", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
try:
    rows = []
    for scale in (0.01, np.sqrt(2 / 64), 1.0):
        weights, X, dout = draw(np.random.default_rng(0), 10, 64, scale)
        norms = layer_gradient_norms(weights, X, dout, "relu")
        rows.append((scale, norms[0], norms[-1], norms[0] / norms[-1], survival(10, 64, "relu", scale)))
    print("scale   first |dW|   last |dW|   first / last   |dL/dX| / |dout|")
    for scale, first, last, ratio, left in rows:
        print(f"{scale:5.3f} {first:12.2e} {last:11.2e} {ratio:14.2f} {left:18.1e}")
except NotImplementedError:
    print("This cell runs your own layer_gradient_norms: finish exercise 6.1, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "wrong-measure-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# The ratio is **the same** at all three scales, while the gradient at the input is $10^{-13}$ times, 0.7 times and more than 20 million times `dout`. A measure that calls all three healthy is the wrong measure.
#
# Why? Multiply all ten matrices by $c > 0$. No ReLU opens or closes, because no $z$ changes its sign. $dW_l$ is $a_{l-1}^\top dz_l$: the activation carries a factor $c$ for each of the $l - 1$ matrices before it, and $dz_l$ one for each of the $10 - l$ matrices behind it. Together that is $c^9$, **for every** $l$. In the ratio it cancels.
#
# So we ask for what the question says: how much of `dout` arrives at the entrance, $|\partial L/\partial X| / |\mathtt{dout}|$. We say that a gradient **survives** if this lies between 0.1 and 10.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-rescue", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ### Exercise 6.3 · `rescue`
#
# Choose an activation (`"sigmoid"`, `"tanh"` or `"relu"`) and a `scale`, for a stack of any depth and width, such that the gradient survives. You will be examined with 10 layers of 64, 20 of 128 and 30 of 128.
#
# *3 points, about 12 minutes*
#
# ```python
# choice = rescue(10, 64)  # {"activation": ..., "scale": ...}
# survival(10, 64, choice["activation"], choice["scale"])  # between 0.1 and 10
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# You can try scales with `survival`, or with the sliders of the experiment. When you have found one for width 64, what happens to it at width 128? By which law of the width could you correct it?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The formula above, set to 1. In a random ReLU stack about half of the gates are open: $\varphi'^2$ is 1 for one half and 0 for the other, so its mean is $\tfrac12$. For tanh with small $z$ the slope is nearly 1.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# slope = ...  # root mean square of the activation's slope
# scale = 1 / (... * ...)
# return {"activation": ..., "scale": scale}
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-rescue", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 6.3: rescue\")"
def rescue(depth: int, width: int) -> dict[str, str | float]:
    """Return {"activation": "sigmoid", "tanh" or "relu", "scale": a number}.

    With weights of scale * standard_normal((width, width)), |dL/dX| / |dout| lies in [0.1, 10].
    """
    ### BEGIN SOLUTION
    return {"activation": "relu", "scale": np.sqrt(2 / width)}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-rescue", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(rescue)

# %% nbgrader={"grade": true, "grade_id": "test-rescue", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(rescue)

# %% [markdown] nbgrader={"grade": false, "grade_id": "names", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# **Two scales with names.** $\sqrt{1/\text{width}}$ keeps the size of a signal through tanh and other activations whose slope around 0 is 1; it is named after Xavier Glorot. $\sqrt{2/\text{width}}$ makes up for the closed half of the ReLUs; it is named after Kaiming He. Every framework has both. (For a layer with $m$ inputs and $n$ outputs, Glorot's rule takes the mean of $m$ and $n$ as the width, a compromise between the way forward and the way back.)
#
# What about the sigmoid? Its slope is $1/4$ at most, so the formula asks for `scale` $\ge 4/\sqrt{\text{width}}$. But with weights of this size the units no longer stand near $z = 0$. **Predict:** is there a scale at all with which a gradient survives twenty layers of sigmoids?


# %% nbgrader={"grade": false, "grade_id": "window-figure", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:vanishing-gradient"] jupyter={"source_hidden": true} alt="What is left of a gradient after 20 layers against scale times the root of the width, both axes logarithmic. tanh is within 0.1 and 10 from about 1 to 2, ReLU in a narrow range around 1.4, the sigmoid only between about 8.5 and 13. Below these ranges gradients vanish, above them they explode."
# the picture of survival against scale
def plot_window(depth=20, width=128):
    figure, axes = canvas(height=3.6)
    gains = np.geomspace(0.5, 20, 30)
    axes.axhspan(0.1, 10, color=GREY, alpha=0.25, linewidth=0)
    axes.text(0.45, 1, "survives", va="center")
    for name, colour, style, at in (
        ("relu", GREY, ":", (1.2, 200)),
        ("tanh", BLUE, "--", (3.4, 200)),
        ("sigmoid", VERMILLION, "-", (5.0, 1e-4)),
    ):
        left = [survival(depth, width, name, gain / width**0.5) for gain in gains]
        axes.plot(gains, left, style, color=colour, linewidth=2)
        axes.text(*at, name, color=INK if name == "relu" else colour)
    axes.set(xscale="log", yscale="log", ylim=(1e-10, 1e4), xlabel="scale · √width", ylabel="|dL/dX| / |dout|")
    axes.set_xticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
    axes.minorticks_off()
    axes.set_title("20 layers, 128 wide: each activation wants weights of its own size")
    return picture(
        figure,
        "What is left of a gradient after 20 layers against scale times the root of the width, both axes logarithmic. tanh "
        "is within 0.1 and 10 from about 1 to 2, ReLU in a narrow range around 1.4, the sigmoid only between about 8.5 "
        "and 13. Below these ranges gradients vanish, above them they explode.",
    )


plot_window()

# %% [markdown] nbgrader={"grade": false, "grade_id": "no-cure-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# **There is.** At about $10.6/\sqrt{\text{width}}$ the sigmoid's line crosses 1, and our measure is content. Is this a cure, then? The next cell looks at what such a stack does with inputs. It moves every input by about 1 % and asks how far the outputs move, compared with how far apart the outputs of different samples lie. And it counts units: when all squared slopes $\varphi'^2$ of the last layer are added, the steepest first, how many units does it take for 90 % of the sum? **Predict** which of the three stacks keeps near things near.

# %% nbgrader={"grade": false, "grade_id": "no-cure", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
depth, width = 30, 128
for activation, gain in (("tanh", 1.0), ("relu", np.sqrt(2)), ("sigmoid", 10.6)):
    scale = gain / np.sqrt(width)
    rng = np.random.default_rng(0)
    weights, X, dout = draw(rng, depth, width, scale)
    near, at = X + 0.01 * rng.standard_normal(X.shape), stack(weights, X, activation)
    apart = np.linalg.norm(stack(weights, near, activation) - at) / np.linalg.norm(at - at.mean(axis=0))

    z, h = stack(weights[:-1], X, activation) @ weights[-1], 1e-6  # the last layer
    slopes = (ACTIVATIONS[activation](z + h) - ACTIVATIONS[activation](z - h)) / (2 * h)
    shares = np.sort(slopes.ravel() ** 2)[::-1]
    few = np.searchsorted(np.cumsum(shares), 0.9 * shares.sum()) / shares.size

    left = survival(depth, width, activation, scale)
    print(
        f"{activation:8} left {left:4.2f}   inputs 1 % apart, outputs {apart:4.0%} apart   "
        f"90 % of the squared slopes in {few:4.0%} of the units"
    )

# %% [markdown] nbgrader={"grade": false, "grade_id": "no-cure-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# The gradient that survives is not of much use. Most of the sigmoids are **saturated**: they answer almost 0 or almost 1, and have almost no slope. The gradient comes through the one unit in five that happens to stand on the steep part, and large weights blow it up to its old size. For an input that is only 1 % different, other units are the steep ones. The outputs move by a sixth of the distance between unrelated samples, and the gradient taken before speaks only for a tiny surrounding.
#
# Survival is necessary, then, and not sufficient. A measure says what it measures.

# %% [markdown] nbgrader={"grade": false, "grade_id": "training-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ## 6.5 Does it learn?
#
# **What does all this mean for training?** The next experiment trains stacks of 12 units a layer. The task: two numbers that depend on the input of each of 16 samples, read off the last activation by a fixed random matrix. The loss is $L = \frac{1}{2N} \sum |\text{output} - \text{target}|^2$, and every step is plain gradient descent with one learning rate for all layers. A dashed line marks the loss of the best answer that *ignores the input*.
#
# Training needs the gradients themselves, and your function returns only their sizes. So the experiment trains by **nudging every weight**: for ten layers that is 1,440 weights and 2,880 forward passes a step, where one walk back would do. Beside the loss, it shows what your `layer_gradient_norms` says about every layer at the moment.
#
# **Predict:** where will ten sigmoid layers at scale $1/\sqrt{12}$ end? Then press *Start*. Start a tanh stack after it: older curves stay for comparison. *Stop* and everything else works while it runs.

# %% nbgrader={"grade": false, "grade_id": "training-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["003:vanishing-gradient"] alt="An experiment in two parts: on the left the loss against the steps of training, with a dashed line for the best answer that ignores the input; on the right the size of each layer's gradient, now and at the start. Ten sigmoid layers stop at the dashed line; ten tanh layers go far below it."
from backprop.widgets import DeepTrainingExperiment

DeepTrainingExperiment(layer_gradient_norms)

# %% [markdown] nbgrader={"grade": false, "grade_id": "training-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# The sigmoid stack learns fast at first, and it learns one thing: the mean of the targets. That much the last layer can do alone. Then it stands still at the dashed line. The first layers, which would have to tell one input from another, receive next to nothing, and behind ten layers all inputs look the same anyway: what fades on the way back fades on the way forward too. The tanh stack goes far below the line. (*Draw again* shows other tasks and other stacks; a narrow stack of ReLUs sometimes loses all units of a layer, and then nothing moves any more.)
#
# Try *sigmoids, large weights* as well: the scale is $10.6/\sqrt{12}$. The gradients survive at the start, and still the loss comes down slowly: after 300 steps it is about 0.58, where tanh has 0.002.


# %% [markdown] nbgrader={"grade": false, "grade_id": "residual-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# **And if every layer added its result to its input?** The next cell changes one line of `stack`: in place of $a_l = \varphi(a_{l-1} W_l)$ it computes $a_l = a_{l-1} + \varphi(a_{l-1} W_l)$. The weights are as small as before, $1/8$. **Predict** what is left of a gradient after thirty such layers of sigmoids.


# %% nbgrader={"grade": false, "grade_id": "residual", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
def with_paths_around(weights, X, activation):
    """Like `stack`, but every layer adds its result to its input."""
    a = X
    for W in weights:
        a = a + ACTIVATIONS[activation](a @ W)
    return a


for depth in (1, 5, 10, 30):
    plain, around = (survival(depth, 64, "sigmoid", 1 / 8, network) for network in (stack, with_paths_around))
    print(f"{depth:2} sigmoid layers   plain {plain:.1e}   with paths around {around:.2f}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "residual-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient", "003:error-3-9"]
# **A path around every layer.** You know both gates that the changed line adds. Forwards, $a_{l-1}$ is *copied*; backwards, the two gradients are added. And the *addition* hands the upstream gradient on unchanged. So there is a path from the end to the entrance on which no slope and no matrix lies, and the gradient of thirty layers of sigmoids arrives in full. (In the plain stack of thirty layers the true value is $10^{-19}$; nudging shows only rounding errors there.) Networks with hundreds of layers are built in this way; they are called *residual* networks. A path around does not forgive everything: ReLU at He's scale, added to its input thirty times, explodes.
#
# **And the sigmoid in hidden layers?** "Not used" is too strong. Where a number between 0 and 1 has to say *how much*, how much to keep, to forget, to let through, the sigmoid is the natural choice: in the gates of an LSTM, inside networks of today, and at the output of every yes-or-no question. What it should not be is the only way for a gradient through thirty layers.

# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-7"]
# ## Audit: seven lines, one mistake
#
# A note on why gradients fade. Think of a chain: ten layers, one unit each, no biases, all weights equal, and the input is $x = 0$. The activation is $\tau(z) = \sigma(z) - \tfrac12$ or one of its relatives. **Exactly one line is wrong, and the mistake has been in print.**
#
# 1. $\tau(0) = 0$, so with $x = 0$ every $z$ and every activation of the chain is 0, for all weights.
# 2. The slope of $\tau$ is that of the sigmoid; at $z = 0$ it is 0.25.
# 3. With $\tau$ and all weights 1, the gradient at $x$ is $0.25^{10}$ times that at the output, about 0.00000095.
# 4. For $2\tau$, with outputs between $-1$ and 1, the slope at 0 is 0.5. With weights 1 the factor is $0.5^{10}$, about 0.00098.
# 5. A gradient fades because the outputs of a unit are confined to a small range. Those of tanh lie between $-1$ and 1 like those of $2\tau$, so with tanh and weights 1 the factor is also about 0.00098.
# 6. With $\tau$ and all weights 4, each layer multiplies the gradient by $4 \cdot 0.25$, so the factor is 1.
# 7. With $\tau$, weights 1 and $x = 3$, the first layer alone multiplies the gradient by only 0.045.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:error-3-7"]
# ### Exercise 6.4 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 6 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"bound"` | the most that is possible was taken for what happens |
# | `"path"` | a layer was left out of the calculation, or counted twice |
# | `"point"` | a slope was taken at the wrong place |
# | `"range"` | something was concluded about slopes from how far the values reach |
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
# Every factor in the note can be tested by nudging: build the chain, with $x = h$ and $x = -h$. Which line does the nudge contradict?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# At $x = 0$ each layer multiplies the gradient by its weight times the slope of its activation at 0. Look at the slopes in the picture of section 6.3.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# def chain(x, activation, weight):
#     for _ in range(10):
#         x = activation(weight * x)
#     return x
#
# h = 1e-5
# print((chain(h, ..., ...) - chain(-h, ..., ...)) / (2 * h))
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 6.4: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the note.

    line: 1 to 7; kind: one of the five kinds of the table; value: the number with which the line should end.
    """
    ### BEGIN SOLUTION
    # 2 tau and tanh have the same range, but the slope of tanh at 0 is 1, and ten times 1 is multiplied
    return {"line": 5, "kind": "range", "value": 1.0}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="06-vanishing-gradient")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="06-vanishing-gradient")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ## What you have seen
#
# - A small gradient has many possible reasons. In a table of two layers a small weight weighs as much as a sigmoid; ten layers show which factor comes back.
# - One walk back gives every layer's gradient. Each layer multiplies by its slope and its weights: with sigmoids by $\tfrac14$ of the spectral norm at most, and usually by much less.
# - A gradient survives if scale · √width · (root mean square slope) is near 1: He's scale for ReLU, Xavier's for tanh. A path around each layer lets it pass in any case.
# - Measure what you mean. For ReLU, the first layer's gradient over the last says nothing about the scale; and a gradient that survives between saturated units is of little use.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:vanishing-gradient"]
# ## Three questions to think about
#
# They are not graded.
#
# 1. `layer_gradient_norms` computes every $dW$ and returns only sizes. What would you change so that the experiment could train with your function? How many times faster would a step become?
# 2. Fading gradients harm the first layers most. Would a learning rate of its own for every layer repair that? What would still be missing in the sigmoid stack?
# 3. With $X$ scaled up ten times, what changes in a ReLU stack, and what in a tanh stack? What does that say about preparing the data?

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Where this comes from
#
# The 2-2-1 network and the comparison of its layers come from the fifth lecture on artificial intelligence at 076923.github.io. The scale for tanh was derived by Xavier Glorot and Yoshua Bengio (*Understanding the difficulty of training deep feedforward neural networks*, 2010), that for ReLU by Kaiming He and others (*Delving deep into rectifiers*, 2015), who also proposed paths around layers (*Deep residual learning for image recognition*, 2015). Text, code and pictures here were made for this course.
#
# **What comes next.** Notebook 07, the engine: a program that finds the order of the walk back by itself, in any graph, and then differentiates in the other direction as well.
