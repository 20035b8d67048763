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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # 08 · All of it, on real digits
#
# You put the pieces of the first five notebooks into one function, train a network that reads handwritten digits, and examine it on images that it has never seen.
# Then you ask its gradients two more questions: which pixels made it go wrong, and how a batch can be divided without changing the result.
#
# **You need** notebook 04 (affine layer, softmax with cross-entropy) and notebook 05 (one hidden layer, the penalty). ReLU comes from notebook 02.
#
# **You will be able to**
# - write the objective and all gradients of a network in one function, and check every layer of it;
# - train it with your own gradients, and say what backpropagation does in this and what it does not do;
# - judge a network by images that were held back, with a confusion matrix;
# - look at the gradient with respect to the input as a picture;
# - divide a batch into pieces, or over several devices, so that the result stays the same;
# - compute what second derivatives would cost.
#
# **Time** two sittings of about 70 minutes: sections 8.1 to 8.4 (three exercises, 10 points), and 8.5 to the end (the audit, 1 point).

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** As in the notebooks before: run the cells from top to bottom, write your predictions down, replace `raise NotImplementedError(...)`, and let `check(...)` tell you what is right. If you leave an exercise out, you can go on.
#
# This time the pieces are yours already. Copy them from your earlier notebooks, or write them again: by now they are short. Everything you need must stand in *this* notebook, because it is checked and graded alone.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import time
from typing import Any

import numpy as np

from backprop import check, validate
from backprop.data import load_digits
from backprop.figures import BLUE, GREY, VERMILLION, canvas, picture

Params = dict[str, np.ndarray]  # W1 (64, h), b1 (h,), W2 (h, 10), b2 (10,)

# %% [markdown] nbgrader={"grade": false, "grade_id": "pixels-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## 8.1 Sixty-four numbers, one digit
#
# **Which digit is this?** The next cell prints an image as the network gets it: 8 rows of 8 numbers, from 0 (paper) to 16 (ink). **Write down the digit** before you scroll on. How did you do it, and could you write it as a rule?

# %% nbgrader={"grade": false, "grade_id": "pixels", "locked": true, "schema_version": 3, "solution": false, "task": false}
digits = load_digits()
print((16 * digits.held_images[2]).astype(int).reshape(8, 8))

# %% [markdown] nbgrader={"grade": false, "grade_id": "pixels-explained", "locked": true, "schema_version": 3, "solution": false, "task": false}
# The ink bends into two loops, one above the other: an 8. It is hard to write a rule that finds two loops in other hands as well, and for all ten digits. So nobody writes the rule: a network gets examples, an objective and a gradient.
#
# There are 1,797 such images, from 13 writers. They come with the package, so nothing is downloaded. The pixels are divided by 16, so an image is a row of 64 numbers from 0 to 1:
#
# | symbol | shape | in words |
# |---|---|---|
# | `digits.images` | $(1198, 64)$ | images to train on |
# | `digits.labels` | $(1198,)$ | what they show, whole numbers from 0 to 9 |
# | `digits.held_images` | $(599, 64)$ | every third image, **held back**: training never sees them |
# | `digits.held_labels` | $(599,)$ | what those show |
#
# Why hold any back? A network with thousands of weights can learn its own training images by heart. Only images that it has never seen tell whether it reads.


# %% nbgrader={"grade": false, "grade_id": "images-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] jupyter={"source_hidden": true} alt="Twenty of the training images, 8 by 8 pixels each, in two rows: the digits 0 to 9 from the beginning of the set, and 0 to 9 from later writers. Some, such as the eights and nines, take a moment to recognise."
# the picture of twenty training images
def plot_images():
    figure, rows = canvas(columns=10, rows=2, width=7.0, height=1.9)
    for row, first in zip(rows, (0, 600), strict=True):
        for digit, axes in enumerate(row):
            chosen = first + int(np.flatnonzero(digits.labels[first:] == digit)[0])
            axes.imshow(digits.images[chosen].reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
            axes.set_title(str(digit))
            axes.set_axis_off()
    return picture(
        figure,
        alt="Twenty of the training images, 8 by 8 pixels each, in two rows: the digits 0 to 9 from the beginning of the set, and 0 to 9 from later writers. Some, such as the eights and nines, take a moment to recognise.",
    )


plot_images()

# %% [markdown] nbgrader={"grade": false, "grade_id": "network", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:relu", "001:softmax-cross-entropy"]
# **The network** is that of notebook 05 with two nodes exchanged: ReLU in place of the sigmoid, and softmax with cross-entropy in place of the squared error. For a batch of $N$ images, one image a row, and $h$ hidden units:
#
# | line | shape | in words |
# |---|---|---|
# | $X$ | $(N, 64)$ | the images |
# | $Z = X W_1 + b_1$ | $(N, h)$ | $W_1$ is $(64, h)$, $b_1$ is $(h,)$ |
# | $H = \max(Z, 0)$ | $(N, h)$ | ReLU, entry by entry |
# | $S = H W_2 + b_2$ | $(N, 10)$ | one score for each digit; $W_2$ is $(h, 10)$, $b_2$ is $(10,)$ |
# | $P = \mathrm{softmax}(S)$ | $(N, 10)$ | row by row: ten probabilities that add up to 1 |
# | $L = -\frac1N \sum_n \ln P[n, \mathtt{labels}[n]]$ | $()$ | the mean surprise at the right answers |
# | $J = L + \frac{\lambda}{2}\left(\lVert W_1 \rVert^2 + \lVert W_2 \rVert^2\right)$ | $()$ | the objective, with the penalty added **once** |
#
# The next cell makes random parameters to start with. **Predict** $L$ for a network that knows nothing and gives each of the ten digits about the same probability.
#
# <details><summary>Answer</summary>
#
# $-\ln \frac{1}{10} = \ln 10 = 2.303$. A first loss far above this number is the sign of starting weights that are too large, or of a mistake.
# </details>


# %% nbgrader={"grade": false, "grade_id": "random-params", "locked": true, "schema_version": 3, "solution": false, "task": false}
def random_params(seed, hidden=32):
    """Parameters to start with: small random weights, biases 0; the same for the same seed."""
    rng = np.random.default_rng(seed)
    return {
        "W1": 0.2 * rng.standard_normal((64, hidden)),
        "b1": np.zeros(hidden),
        "W2": 0.1 * rng.standard_normal((hidden, 10)),
        "b2": np.zeros(10),
    }


start = random_params(seed=8)
for name, values in start.items():
    print(f"{name}  {values.shape!s:<9} {values.size:5} numbers")

# %% [markdown] nbgrader={"grade": false, "grade_id": "whole", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy", "001:affine", "001:relu"]
# ## 8.2 All of it in one function
#
# **What is left to derive?** Nothing. Every line of the table has a partner that you have written before. Cover the right column and say for each line what it needs on the way back:
#
# | line | what the way back asks for |
# |---|---|
# | $L$ of softmax and cross-entropy | $P$ and the labels; the $\frac1N$ enters here, and only here |
# | $S = H W_2 + b_2$ | $H$ and $W_2$ |
# | $H = \max(Z, 0)$ | where $Z > 0$ |
# | $Z = X W_1 + b_1$ | $X$ (nobody asks for a gradient of $X$, yet) |
# | the penalty | $W_1$ and $W_2$; $\lambda$ enters here, and only here |
#
# For one forward pass and one walk back, a single function is enough: what the way back needs is still there, in local variables. No cache is needed.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-gradients", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:softmax-cross-entropy", "001:affine", "001:relu", "000:error-0-6"]
# ### Exercise 8.1 · `gradients`
#
# Return $J$ and the gradients of $J$ with respect to the four parameters, for a batch.
#
# *3 points, about 20 minutes*
#
# ```python
# tiny = random_params(seed=8, hidden=2)
# J, grads = gradients(tiny, digits.images[:3], digits.labels[:3], 0.1)
# J  # 2.554661253650566; with lam = 0: 2.2638610849869334
# grads["b2"][:4]  # array([-0.22692359, -0.23267974,  0.09770503, -0.22776489])
# ```
#
# The card looks at $J$ first: as long as $J$ is wrong, its slopes say nothing about your gradients.
#
# <details><summary>Hint 1: a question</summary>
#
# The three images are a 0, a 1 and a 3, and exactly these entries of `grads["b2"]` are negative. Why? And why do all ten entries add up to 0?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# At the scores, softmax and cross-entropy together give $\frac1N (P - \text{one-hot labels})$. From there it is affine, ReLU, affine: $dW = (\text{input})^\top d(\text{output})$, $db$ = the sum of the rows, $d(\text{input}) = d(\text{output})\,W^\top$. To keep $e^s$ small, subtract the largest score of each row first. The weights have a second path, through the penalty; the biases do not.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# N = len(X)
# Z = ...  # (N, h)
# H = ...  # (N, h)
# S = ...  # (N, 10)
# P = ...  # (N, 10)
# J = -np.mean(np.log(P[np.arange(N), labels])) + ...
# dS = ...  # (N, 10), with 1/N
# dW2, db2 = ..., ...  # (h, 10), (10,)
# dZ = ...  # (N, h): through W2, then through the ReLU
# dW1, db1 = ..., ...  # (64, h), (h,)
# return J, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-gradients", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 8.1: gradients\")"
def gradients(params: Params, X: np.ndarray, labels: np.ndarray, lam: float) -> tuple[float, Params]:
    """Return (J, grads): the objective, and its gradients as a dict with the keys and shapes of `params`.

    X (N, 64), labels (N,) whole numbers from 0 to 9. Changes none of its arguments.
    """
    ### BEGIN SOLUTION
    N = len(X)
    W1, W2 = params["W1"], params["W2"]
    Z = X @ W1 + params["b1"]  # (N, h)
    H = np.maximum(Z, 0)  # (N, h)
    S = H @ W2 + params["b2"]  # (N, 10)
    P = np.exp(S - S.max(axis=1, keepdims=True))  # (N, 10)
    P /= P.sum(axis=1, keepdims=True)
    J = -np.mean(np.log(P[np.arange(N), labels])) + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    dS = P.copy()
    dS[np.arange(N), labels] -= 1
    dS /= N  # (N, 10)
    dZ = dS @ W2.T * (Z > 0)  # (N, h)
    return J, {"W1": X.T @ dZ + lam * W1, "b1": dZ.sum(axis=0), "W2": H.T @ dS + lam * W2, "b2": dS.sum(axis=0)}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-gradients", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(gradients)

# %% nbgrader={"grade": true, "grade_id": "test-gradients", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(gradients)

# %% [markdown] nbgrader={"grade": false, "grade_id": "every-layer", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:error-1-21"]
# **A check of every layer.** The report card asked for random inputs, sizes that all differ, several samples, and points away from the kinks. $J$ is one number, so one nudge of one parameter tests the whole chain behind it. All 2,410 parameters would take 4,820 calls, so the next cell takes 20 random entries of each (`b2` has only 10).
#
# **Predict** which layer a mistake in the ReLU would show up in: `W1`, `b1`, `W2` or `b2`?


# %% nbgrader={"grade": false, "grade_id": "every-layer-checked", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check"] alt="A table with one row for each of W1, b1, W2 and b2: 20, 20, 20 and 10 entries were nudged, and the largest relative error is far below 1e-7."
def check_layers(params, X, labels, lam, entries=20, h=1e-5):
    """Nudge some entries of every parameter, and compare with the gradients: {name: (entries, relative error)}."""
    rng, found = np.random.default_rng(2), {}
    _, grads = gradients(params, X, labels, lam)
    for name, values in params.items():
        places = rng.permutation(values.size)[:entries]
        measured = []
        for place in places:
            nudge = np.zeros(values.size)
            nudge[place] = h
            nudge = nudge.reshape(values.shape)
            up, _ = gradients({**params, name: values + nudge}, X, labels, lam)
            down, _ = gradients({**params, name: values - nudge}, X, labels, lam)
            measured.append((up - down) / (2 * h))
        written = np.ravel(grads[name])[places]
        found[name] = len(places), np.max(np.abs(written - measured)) / np.max(np.abs(measured))
    return found


try:
    for name, (count, error) in check_layers(start, digits.images[:7], digits.labels[:7], lam=0.1).items():
        print(f"{name}  {count} entries nudged, largest relative error {error:.0e}")
except NotImplementedError:
    print("This cell checks your own gradients: finish exercise 8.1, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "every-layer-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check", "001:error-1-21"]
# <details><summary>Answer</summary>
#
# In `W1` and `b1`. The walk back comes past $W_2$ and $b_2$ *before* it reaches the ReLU, so their gradients would be right. That is how a check of every layer tells you where to look: the mistake lies between the last layer that is right and the first one that is wrong.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "downhill", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-19", "003:optimizer-separate", "003:sgd"]
# ## 8.3 Downhill
#
# **Who changes the weights?** Not backpropagation, although texts say so. Backpropagation computes a gradient, and there its work ends. It is the **optimizer** that takes a step, and the simplest one is *gradient descent* with a learning rate $\eta$:
#
# $$W \leftarrow W - \eta\, \frac{\partial J}{\partial W} \qquad \text{and all other parameters in the same moment}$$
#
# Both are needed, and each can go wrong alone. A wrong gradient with a good optimizer often still goes down, only badly; that is why section 8.2 came first. A right gradient with a learning rate that is too large goes up.
#
# **How many images for one step?** The gradient of all 1,198 images is exact. A **minibatch**, a few images drawn at random, gives a gradient that is right on average and wrong in every single case. **Predict:** if a minibatch of 8 images is off by some amount, by how much is one of 32 off?


# %% nbgrader={"grade": false, "grade_id": "noise", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] jupyter={"source_hidden": true} covers=["000:minibatch", "000:question-5"] alt="Distance between the gradient of a minibatch and that of all 1,198 images, relative to the latter, against the size of the minibatch, on logarithmic axes. From about 7 for a single image it falls along a line of slope minus one half, to 0.5 at 128 images: four times as many images, half the distance."
# the picture of how far off a minibatch is
def plot_noise(sizes=(1, 2, 4, 8, 16, 32, 64, 128), draws=40):
    def one_row(rows):
        _, grads = gradients(start, digits.images[rows], digits.labels[rows], 0.0)
        return np.concatenate([np.ravel(grads[name]) for name in start])

    rng = np.random.default_rng(0)
    exact = one_row(np.arange(1198))
    off = [[one_row(rng.permutation(1198)[:size]) - exact for _ in range(draws)] for size in sizes]
    distances = [np.mean([np.linalg.norm(d) for d in each]) / np.linalg.norm(exact) for each in off]
    figure, axes = canvas(height=3.0)
    axes.loglog(sizes, distances, "o", color=VERMILLION)
    axes.loglog(sizes, distances[0] / np.sqrt(sizes), "--", color=GREY)
    axes.text(9, 3.0, "slope −1/2", color=GREY)
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.set_yticks([0.5, 1, 2, 4, 8], ["0.5", "1", "2", "4", "8"])
    axes.minorticks_off()
    axes.set(
        xlabel="images in the minibatch",
        ylabel="distance / length of the exact gradient",
        title="Four times as many images: half as far off",
    )
    return picture(
        figure,
        alt="Distance between the gradient of a minibatch and that of all 1,198 images, relative to the latter, against the size of the minibatch, on logarithmic axes. From about 7 for a single image it falls along a line of slope minus one half, to 0.5 at 128 images: four times as many images, half the distance.",
    )


try:
    shown = plot_noise()
except NotImplementedError:
    shown = None
    print("This figure is drawn with your own gradients: finish exercise 8.1, then run it again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "noise-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:minibatch", "000:question-5"]
# Half as far off, for four times the work. A mean of $B$ independent numbers scatters like $1/\sqrt B$, and a minibatch gradient is a mean. For a single image the error is seven times as long as the gradient itself, and yet small steps along such gradients lead downhill, because the errors point in all directions and the gradient always in its own.
#
# So there is a trade. **Predict:** in one **pass** through 1,198 images, how many steps does a batch of 32 give, and how large is the last batch?
#
# <details><summary>Answer</summary>
#
# $1198 = 37 \cdot 32 + 14$: 38 steps, and the last batch has 14 images. A full batch gives one step for the same work.
# </details>
#
# The images are shuffled before each pass. They lie in the file writer by writer; without shuffling, each batch would know only one hand.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-train", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["003:sgd", "000:minibatch"]
# ### Exercise 8.2 · `train`
#
# Start from random parameters, go downhill with your `gradients`, and return the parameters. Any plan is allowed that gives the same result for the same seed and does not take too long: the check trains once with all images and four times with 151 of them, and **all five together** may take 60 seconds. One or two seconds for a training are enough. The points depend on how many of the held-back images these parameters read right: all points from 93 %, none below 50 %, and in between in proportion.
#
# *5 points, about 15 minutes*
#
# ```python
# params = train(digits.images, digits.labels, seed=0)
# params["W1"].shape  # (64, 32), or another number of hidden units
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# What would you like to see after ten steps, to know that you are on the right way? Print $J$ now and then, and compare it with 2.303.
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# For each pass: a new random order of the row numbers (`rng.permutation`), cut into pieces of 32; for each piece a gradient and a step. A learning rate of 0.5, 30 passes and $\lambda = 0.0001$ are a good beginning. `rng = np.random.default_rng(seed)` makes the order depend on the seed alone.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# rng = np.random.default_rng(seed)
# params = random_params(seed)
# for _ in range(...):  # passes
#     order = ...  # row numbers, shuffled
#     for first in range(0, len(X), 32):
#         rows = order[...]
#         J, grads = ...
#         params = {name: ... for name in params}
# return params
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-train", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 8.2: train\")"
def train(X: np.ndarray, labels: np.ndarray, seed: int) -> Params:
    """Return trained parameters: W1 (64, h), b1 (h,), W2 (h, 10), b2 (10,); the same for the same seed.

    X (N, 64), labels (N,). Changes none of its arguments. Once with 1,198 images and four times with 151: at most 60 s.
    """
    ### BEGIN SOLUTION
    shuffle = np.random.default_rng(seed).permutation
    params = random_params(seed)
    for _ in range(30):
        order = shuffle(len(X))
        for first in range(0, len(X), 32):
            rows = order[first : first + 32]
            _, grads = gradients(params, X[rows], labels[rows], lam=1e-4)
            params = {name: params[name] - 0.5 * grads[name] for name in params}
    return params
    ### END SOLUTION


# %% [markdown] nbgrader={"grade": false, "grade_id": "train-check-note", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Before you run the check:** most checks answer in less than a second. This one has to train: once with all images, and four times with 151 of them. With passes like those of hint 2, that is one and a half times your own training, and the graded cell below it does the same again. `check(predict)` and its graded cell train once each. If your training takes 10 seconds, wait patiently: the cells say nothing until they are done.
#
# Until `predict` is written, in the next section, the card can only say how far $L$ has come down. Run it again then.

# %% nbgrader={"grade": false, "grade_id": "check-train", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(train)

# %% nbgrader={"grade": true, "grade_id": "test-train", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 5}
validate(train)

# %% [markdown] nbgrader={"grade": false, "grade_id": "train-once", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Now train once for the rest of this notebook. If you change `train` or `gradients` later, run this cell again, too:

# %% nbgrader={"grade": false, "grade_id": "trained", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] alt="The objective before training, about 2.3, and after it, well below 0.1, and the seconds that training took."
trained = None
try:
    started = time.perf_counter()
    trained = train(digits.images, digits.labels, seed=0)
    seconds = time.perf_counter() - started
    for when, params in (("before", random_params(seed=0)), ("after", trained)):
        J, _ = gradients(params, digits.images, digits.labels, lam=1e-4)
        print(f"J {when:<6} training: {J:.4f}")
    print(f"seconds: {seconds:.1f}")
except NotImplementedError:
    print("This cell trains with your own functions: finish exercises 8.1 and 8.2, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "batch-sizes", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:minibatch", "000:question-5", "003:error-3-6"]
# **Minibatch against full batch.** The table below was made with a `train` like the one in the hints: 32 hidden units, seed 0, and always **ten passes**, so every row has looked at the same number of images. **Predict** which row reads best: cover the last two columns first.
#
# | images a step | learning rate | steps | $J$ on the training images | held-back images read right |
# |---|---|---|---|---|
# | 1,198 | 0.3 | 10 | 1.97 | 48 % |
# | 1,198 | 1.0 | 10 | 0.99 | 81 % |
# | 128 | 0.3 | 100 | 0.28 | 92 % |
# | 32 | 0.3 | 380 | 0.10 | 96 % |
# | 8 | 0.3 | 1,500 | 0.04 | 97 % |
# | 1 | 0.3 | 11,980 | 1.87 | 29 % |
# | 1 | 0.03 | 11,980 | 0.05 | 96 % |
#
# The full batch has the best gradient and the worst result: ten exact steps are only ten steps. A single image a step gives 11,980 steps, and with the same learning rate they lead nowhere, because the noise is as large as the step. With a tenth of the rate it works. Batch size and learning rate belong together. In your own `train`, change one number and repeat a row.
#
# $J$ does not become 0, however long you train. The cross-entropy $-\ln p$ is 0 only for $p = 1$, which softmax never reaches, and the penalty pulls the other way. A small gradient says that the ground is flat here. It does not say that the loss is 0, nor that the network is good.

# %% [markdown] nbgrader={"grade": false, "grade_id": "reading", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## 8.4 Digits that nobody has shown it
#
# **What is an answer?** The network gives ten scores for each image. The digit with the highest score is its reading. Softmax is not needed for this: it keeps the order of the scores.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-predict", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise 8.3 · `predict`
#
# Return the digit with the highest score, for each image. The points depend on how many held-back images are read right. The card does not look at how you compute the scores, and a forgotten ReLU costs only one or two images in a hundred: compare your lines with the table of section 8.1.
#
# *2 points, about 4 minutes*
#
# ```python
# predict(trained, digits.held_images[:5])  # five labels, such as array([2, 9, 8, 1, 4])
# digits.held_labels[:5]  # array([2, 5, 8, 1, 4])
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Which lines of the table in section 8.1 are needed, and which are not?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# $S$ has shape $(N, 10)$; the position of the largest entry of each *row* is wanted. `np.argmax` takes an axis.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# H = ...  # (N, h)
# S = ...  # (N, 10)
# return np.argmax(..., axis=...)
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-predict", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 8.3: predict\")"
def predict(params: Params, X: np.ndarray) -> np.ndarray:
    """Return the labels (N,), whole numbers from 0 to 9, for images X (N, 64). Changes none of its arguments."""
    ### BEGIN SOLUTION
    H = np.maximum(X @ params["W1"] + params["b1"], 0)
    S = H @ params["W2"] + params["b2"]
    return np.argmax(S, axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-predict", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(predict)

# %% nbgrader={"grade": true, "grade_id": "test-predict", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(predict)

# %% [markdown] nbgrader={"grade": false, "grade_id": "accuracy-question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Predict** two numbers: the share of *training* images that your network reads right, and the share of held-back ones.

# %% nbgrader={"grade": false, "grade_id": "accuracy", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] alt="Two shares: of the training images about 100 percent are read right, of the held-back images about 96 percent."
try:
    if trained is None:
        raise NotImplementedError
    for which, X, labels in (
        ("training", digits.images, digits.labels),
        ("held-back", digits.held_images, digits.held_labels),
    ):
        right = np.mean(predict(trained, X) == labels)
        print(f"{which:>9} images: {right:.1%} of {len(X)} are read right")
except NotImplementedError:
    print("This cell reads with your own functions: finish exercises 8.1 to 8.3, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "accuracy-explained", "locked": true, "schema_version": 3, "solution": false, "task": false}
# The training images are known by heart, or nearly so. The honest number is the second one. How sure is it? If 96 % of 599 images are right, the standard error is $\sqrt{0.96 \cdot 0.04 / 599} = 0.008$. Two trainings that differ by half a percentage point cannot be told apart by these 599 images.
#
# Two more things to be honest about. The held-back images come from the same 13 writers; a fourteenth hand would be harder. And if you try a hundred learning rates and keep the one with the best second number, you have begun to train on the held-back images, too.
#
# **Which digits are confused?** One share hides that. A **confusion matrix** counts: row = what the image shows, column = what was read. **Predict** which two digits are confused most often.


# %% nbgrader={"grade": false, "grade_id": "confusion", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] jupyter={"source_hidden": true} alt="Confusion matrix of the held-back images, 10 by 10. Nearly all counts, between 50 and 63 in each row, lie on the diagonal. Off it there are a few ones and twos, and one larger number: several eights are read as ones."
# the picture of the confusion matrix
def confusion(read, right):
    """Counts (10, 10): row = what the image shows, column = what was read."""
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (right, read), 1)
    return counts


def plot_confusion():
    counts = confusion(predict(trained, digits.held_images), digits.held_labels)
    figure, axes = canvas(width=4.6, height=4.3)
    for (row, column), n in np.ndenumerate(counts):
        if n:
            colour = BLUE if row == column else VERMILLION
            axes.scatter(column, row, s=70 + 250 * n / counts.max(), color=colour, alpha=0.18, linewidths=0)
            axes.text(column, row, str(n), ha="center", va="center", color=colour, fontsize="small")
    axes.set(xlim=(-0.6, 9.6), ylim=(9.6, -0.6), xticks=range(10), yticks=range(10))
    axes.set(xlabel="read as", ylabel="shows", title="Nearly all lie on the diagonal")
    axes.set_aspect("equal")
    off = [(n, r, c) for (r, c), n in np.ndenumerate(counts) if r != c and n]
    most, shows, read = max(off)
    return picture(
        figure,
        alt=f"Confusion matrix of the held-back images: {np.trace(counts)} of {counts.sum()} lie on the diagonal; the most frequent confusion is {shows} read as {read}, {most} times.",
    )


try:
    if trained is None:
        raise NotImplementedError
    shown = plot_confusion()
except NotImplementedError:
    shown = None
    print("This figure is drawn with your own functions: finish exercises 8.1 to 8.3, then run it again.")
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "confusion-explained", "locked": true, "schema_version": 3, "solution": false, "task": false}
# With most trainings it is the 8 that is read as a 1. At 8 × 8 pixels a narrow 8 is a thick vertical stroke with a little less ink in two places. The matrix is not symmetric: hardly any 1 is read as an 8.

# %% [markdown] nbgrader={"grade": false, "grade_id": "input-gradient", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## 8.5 What the pixels have to say
#
# **What would have helped?** Take an image that was read wrongly. Its loss is high, because the right digit got a low probability. The loss depends on the 64 pixels, so it has a gradient with respect to them: $\partial L/\partial x$, of shape $(64,)$, an image itself. It says for every pixel by how much the loss rises per 1 of ink.
#
# Your `gradients` does not return it. Must the function be written again? No: with **a batch of one image** it is hidden in what you have. Look at $z = x W_1 + b_1$, one row. The bias is added to $z$ with the local derivative 1. So what arrives at $z$ is what arrives at $b_1$:
#
# $$
# \begin{aligned}
# \frac{\partial L}{\partial z} &= \frac{\partial L}{\partial b_1} && \text{one image: no sum over rows} \\
# \frac{\partial L}{\partial x} &= \frac{\partial L}{\partial z}\, W_1^\top = \frac{\partial L}{\partial b_1}\, W_1^\top && (h,)(h, 64) = (64,)
# \end{aligned}
# $$
#
# **Predict** how many calls of `gradients` the same 64 numbers would cost by nudging. The cell does both and compares.


# %% nbgrader={"grade": false, "grade_id": "input-gradient-checked", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] alt="Number, label and reading of a held-back image that is read wrongly, its loss, and the largest relative difference, far below 1e-6, between the gradient by one call and the gradient by 128 nudges."
def input_gradient(params, x, label):
    """The gradient of the loss of one image with respect to its 64 pixels, from your own `gradients`."""
    _, grads = gradients(params, x[None], np.array([label]), lam=0.0)
    return grads["b1"] @ params["W1"].T


def input_gradient_by_nudging(params, x, label, h=1e-5):
    """The same, with two calls for each pixel."""

    def loss(x):
        return gradients(params, x[None], np.array([label]), lam=0.0)[0]

    return np.array([(loss(x + h * unit) - loss(x - h * unit)) / (2 * h) for unit in np.eye(64)])


wrong = None
try:
    if trained is None:
        raise NotImplementedError
    wrong = np.flatnonzero(predict(trained, digits.held_images) != digits.held_labels)
    x, label = digits.held_images[wrong[0]], int(digits.held_labels[wrong[0]])  # the first that is read wrongly
    one_call = input_gradient(trained, x, label)
    nudged = input_gradient_by_nudging(trained, x, label)
    print(f"held-back image {wrong[0]}: shows {label}, read as {predict(trained, x[None])[0]}")
    print(f"one call against 128: relative difference {np.max(abs(one_call - nudged)) / np.max(abs(nudged)):.0e}")
except NotImplementedError:
    print("This cell uses your own functions: finish exercises 8.1 to 8.3, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "input-gradient-picture", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **As a picture.** In the middle: vermillion with a minus where ink raises the loss (*take ink away*), blue with a plus where ink lowers it (*add ink*). So the colours show the direction *against* the gradient. On the right: the image after the smallest step in that direction that makes your network read it right. **Predict** whether you will see the step.


# %% nbgrader={"grade": false, "grade_id": "input-gradient-shown", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] jupyter={"source_hidden": true} alt="Three pictures of a wrongly read image: the image; the pixels to which ink should be added, blue with a plus, or taken away, vermillion with a minus, so that the loss falls, spread over the whole image; and the image after the smallest such step after which it is read right, which looks almost the same as the first."
# the picture of what the gradient says about one image
def smallest_step(params, x, label, direction):
    """The first of 300 growing steps after which the image is read as `label`, or None."""
    for size in np.arange(1, 301) / 100:
        moved = np.clip(x + size * direction, 0, 1)
        if predict(params, moved[None])[0] == label:
            return moved
    return None


def plot_input_gradient():
    gradient = input_gradient(trained, x, label)
    direction = -gradient / np.linalg.norm(gradient)
    moved = smallest_step(trained, x, label, direction)
    figure, (before, middle, after) = canvas(columns=3, width=7.0, height=2.7)
    before.imshow(x.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
    before.set_title(f"shows {label}, read as {predict(trained, x[None])[0]}", fontsize="small")
    sides = np.sqrt(np.abs(direction) / np.max(np.abs(direction))).reshape(8, 8)
    for (row, column), value in np.ndenumerate(direction.reshape(8, 8)):
        colour, sign = (BLUE, "+") if value > 0 else (VERMILLION, "−")
        middle.scatter(column, row, s=300 * sides[row, column] ** 2, marker="s", color=colour, alpha=0.35, linewidths=0)
        if sides[row, column] > 0.5:
            middle.text(column, row, sign, ha="center", va="center", color=colour)
    middle.set(xlim=(-0.5, 7.5), ylim=(7.5, -0.5))
    middle.set_title("against the gradient", fontsize="small")
    middle.set_aspect("equal")
    if moved is None:
        after.set_title("no such step found")
    else:
        after.imshow(moved.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
        after.set_title(f"read as {label}, changed by up to {np.max(np.abs(moved - x)):.2f}", fontsize="small")
    for axes in (before, middle, after):
        axes.set_axis_off()
    return picture(
        figure,
        alt=f"Three pictures of held-back image {wrong[0]}, a {label}: the image; where ink should be added (blue, plus) or taken away (vermillion, minus) so that the loss falls, all over the image; and the image after the smallest such step after which it is read right.",
    )


if wrong is None:
    shown = None
    print("This figure is drawn with your own functions: finish exercises 8.1 to 8.3, then run it again.")
elif len(wrong) == 0:
    shown = None
    print("Your network reads every held-back image right: there is nothing to draw.")
else:
    shown = plot_input_gradient()
shown

# %% [markdown] nbgrader={"grade": false, "grade_id": "experiment-intro", "locked": true, "schema_version": 3, "solution": false, "task": false}
# The change is small, spread over many pixels, and not what a person would do to make the digit clearer. The gradient answers exactly the question that it was asked, "which tiny change of ink lowers *this* network's loss fastest?", and no other. That a hardly visible change can turn the reading is a weakness of such networks; it can be used for attacks.
#
# **The experiment** trains with *your* `train` and watches it: every time your `train` calls your `gradients`, it notes $J$ and the parameters. So you see your own plan at work. The first 40 steps are done.
#
# 1. **Predict** from the picture after 40 steps: which confusions will be left at the end? Then press *Train*. *Stop* holds the training, and *Train* goes on.
# 2. When it rests, choose a wrongly read image, with the mouse or the arrow keys, or walk through them with *Step*. Where is ink to be added, where taken away?
# 3. Choose *the digit it read*. Now the picture shows what would make the network even surer of its wrong answer. Is it the same picture with the signs exchanged?

# %% nbgrader={"grade": false, "grade_id": "experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] alt="The training after its first 40 steps: the objective falls from 2.3 to about 0.6, and about four fifths of the held-back images are read right. A confusion matrix, a row of wrongly read images, and for the chosen one three pictures: the image, where ink should be added or taken away, and the image after a small step, read right."
from backprop.widgets import DigitsExperiment

DigitsExperiment(gradients, train, predict)

# %% [markdown] nbgrader={"grade": false, "grade_id": "experiment-explained", "locked": true, "schema_version": 3, "solution": false, "task": false}
# <details><summary>What there was to find</summary>
#
# 1. The curve falls steeply, then flattens, and it is never smooth: each point is the $J$ of another minibatch. Most confusions disappear; those of 8 with 1 are among the last.
# 2. Often the plus signs lie where the right digit has ink and the wrong one has none. But many pixels at the edge, which are empty in nearly all images, have a sign as well: training has hardly said anything about them.
# 3. Similar, but not exactly. $\partial L/\partial S$ is $P$ minus the one-hot label. With only two digits in the game, the two pictures would be exact opposites, up to a factor. Each other digit with some probability adds a part of its own.
# </details>
#
# Why does the page stay alive while it trains? A loop in a cell would block every button until it ends. Here the kernel gives the training a few steps at a time, 25 times a second, and answers the page in between.

# %% [markdown] nbgrader={"grade": false, "grade_id": "pieces", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5", "000:minibatch", "000:error-0-6"]
# ## 8.6 One batch in many pieces
#
# **What if the batch does not fit into memory?** Then compute the gradient in pieces and put it together, *before* the step. The parameters do not move in between, so the result should be that of the whole batch. Everything depends on how the pieces are put together. Let piece $k$ have $n_k$ of the $N$ images, and let $g_k$ be the gradient that your function returns for it: that of a **mean** over $n_k$ images, **plus** that of the penalty.
#
# **Predict** for each of the four recipes whether it gives the gradient of the whole batch of 64:
#
# | | pieces | recipe |
# |---|---|---|
# | a | 16, 16, 16, 16 | the mean of the four $g_k$ |
# | b | 40, 16, 6, 2 | the mean of the four $g_k$ |
# | c | 40, 16, 6, 2 | the sum of $\frac{n_k}{N}\, g_k$ |
# | d | 16, 16, 16, 16 | the sum of the four $g_k$ |


# %% nbgrader={"grade": false, "grade_id": "pieces-tried", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5", "000:error-0-6"]
def in_pieces(params, X, labels, lam, sizes, factor):
    """The sum of factor(n) times the gradients of each piece; n is the number of its images."""
    total = {name: np.zeros(values.shape) for name, values in params.items()}
    end = 0
    for n in sizes:
        begin, end = end, end + n
        _, grads = gradients(params, X[begin:end], labels[begin:end], lam)
        for name in total:
            total[name] += factor(n) * grads[name]
    return total


def difference(one, other):
    """The largest relative difference of two sets of gradients."""
    return max(np.max(np.abs(one[name] - other[name])) / np.max(np.abs(other[name])) for name in other)


X, labels, N, lam = digits.images[:64], digits.labels[:64], 64, 0.01
recipes = {
    "a": ((16, 16, 16, 16), lambda n: 1 / 4),
    "b": ((40, 16, 6, 2), lambda n: 1 / 4),
    "c": ((40, 16, 6, 2), lambda n: n / N),
    "d": ((16, 16, 16, 16), lambda n: 1),
}
try:
    _, whole = gradients(start, X, labels, lam)
    for name, (sizes, factor) in recipes.items():
        off = difference(in_pieces(start, X, labels, lam, sizes, factor), whole)
        print(f"{name}  {sizes!s:<17} {'the same' if off < 1e-12 else 'NOT the same'}, relative difference {off:.0e}")
except NotImplementedError:
    print("This cell divides your own gradients: finish exercise 8.1, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "pieces-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5", "000:error-0-6", "000:minibatch"]
# Recipe c is right for all sizes, and a is its special case $n_k = N/4$. Written out, with $L_k$ for the mean loss of piece $k$ and $s$ for the penalty, as in notebook 05:
#
# $$
# \sum_k \frac{n_k}{N} \left( L_k + s \right) = \underbrace{\sum_k \frac{n_k}{N}\, L_k}_{L,\ \text{the mean over all}} + \; s \underbrace{\sum_k \frac{n_k}{N}}_{1} = L + s = J
# $$
#
# The shares add up to 1, so the penalty is there exactly **once**. In b each image of the last piece counts twenty times as much as one of the first. In d both parts are four times too large. That would at least be visible; worse is a mixture, losses averaged and penalties added up. A formula for one sample, $J = L + s$, does not warn of it: for a batch it must be $\mathrm{mean}(L_n) + s$.
#
# Accumulating like this costs time and saves memory: only one piece's activations exist at any moment. It is the same addition as at every place where a value is used twice: here the parameters are used by every piece.

# %% [markdown] nbgrader={"grade": false, "grade_id": "devices", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5", "000:training-memory"]
# **Over several devices.** The pieces do not wait for each other, so each may live on a machine of its own. A *plan* says who takes which images. Here the devices are played by a loop; what matters is what each of them is given, and what it sends back. **Predict:** will the result be equal to the last bit?

# %% nbgrader={"grade": false, "grade_id": "devices-planned", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5"]
plan = {"device 0": slice(0, 400), "device 1": slice(400, 800), "device 2": slice(800, 1198)}


def on_device(params, X, labels, lam):
    """What one device does: it has copies of its own, and sends back one gradient for each parameter."""
    own = {name: values.copy() for name, values in params.items()}
    _, grads = gradients(own, X.copy(), labels.copy(), lam)
    return grads


try:
    taken = np.concatenate([np.arange(1198)[rows] for rows in plan.values()])
    print("every image exactly once:", np.array_equal(taken, np.arange(1198)))
    total = {name: np.zeros(values.shape) for name, values in start.items()}
    for device, rows in plan.items():
        sent = on_device(start, digits.images[rows], digits.labels[rows], lam)
        share = len(digits.labels[rows]) / 1198
        total = {name: total[name] + share * sent[name] for name in total}
        print(f"{device}: {len(digits.labels[rows])} images, sends {sum(grad.size for grad in sent.values())} numbers")
    _, whole = gradients(start, digits.images, digits.labels, lam)
    print("equal to the last bit:", all(np.array_equal(total[name], whole[name]) for name in whole))
    print(f"largest relative difference: {difference(total, whole):.0e}")
except NotImplementedError:
    print("This cell divides your own gradients: finish exercise 8.1, then run it again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "devices-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5"]
# The same sum in another order rounds differently, as 715.0000000000001 did in notebook 01. So equality is tested with a tolerance, and the tolerance is of the size of rounding errors, not "about the same".
#
# **By images or by layers?** There is another way to divide, for a network whose *parameters* do not fit: device 0 has $W_1, b_1$, device 1 has $W_2, b_2$. Then $H$ travels forward and $dH$ travels back, $N h$ numbers each. Divided by images, every device sends all its gradients, whatever the batch: $P$ numbers, where $P$ counts the parameters, as in notebook 05. (In section 8.1 the letter stood for the probabilities.) **Predict** for 784-256-10 at which batch size both send about the same.

# %% nbgrader={"grade": false, "grade_id": "traffic", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5"]
P = 784 * 256 + 256 + 256 * 10 + 10
print(f"P = {P:,} parameters")
print(f"{'images':>6}  {'by images':>10}  {'by layers':>10}     numbers sent for one step")
for N in (32, 128, 397, 398, 1024, 8192):
    print(f"{N:6}  {P:10,}  {2 * N * 256:10,}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "large-graphs", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-5", "000:minibatch", "000:training-memory"]
# At 398 images. For smaller batches dividing by layers sends less, but then device 1 waits while device 0 computes, and the other way round; the batch is cut into small pieces that follow each other like parcels on a belt, to keep both busy.
#
# So, what speaks for a **smaller minibatch**, and what against it?
#
# | smaller minibatch | larger minibatch |
# |---|---|
# | less memory: activations grow with $N$ (notebook 05) | fewer, better gradients: error like $1/\sqrt N$ |
# | more steps for the same number of images | each step can be longer: a larger learning rate is possible |
# | noise in the gradient can lead out of flat places | the arithmetic is better used: large matrix products are fast, on a GPU above all |
# | more traffic for each image, if divided by images | less traffic for each image |
#
# If memory alone is short, accumulate: the step is that of the large batch, and the memory that of the small one.

# %% [markdown] nbgrader={"grade": false, "grade_id": "one-argument", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## 8.7 One argument: NumPy or CuPy
#
# **What would change on a GPU?** Not one line of mathematics. CuPy is a library with NumPy's functions whose arrays live in the memory of a GPU. NumPy's functions hand over to it when they meet such an array: `np.exp(array)` and `array @ other` work for both. So the choice is one argument, the library that makes the arrays, and your `gradients` need not know.
#
# One trap: an array that your function makes *itself*, with `np.zeros` or `np.eye`, is NumPy's and lives in another memory. Then CuPy complains, and rightly so. Make new arrays from those you are given: `0 * S`, `P.copy()`.
#
# The next cell is optional and never graded. It needs no GPU to run: then there is one column.


# %% nbgrader={"grade": false, "grade_id": "gpu", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] alt="Seconds for one gradient with 32 and with 1,024 hidden units, with NumPy; and beside it with CuPy, where there is a GPU, or a line that says that there is none."
def moved(xp, params, X, labels):
    """The same numbers as arrays of the library `xp`: numpy, or cupy (then they live on the GPU)."""
    return {name: xp.asarray(values) for name, values in params.items()}, xp.asarray(X), xp.asarray(labels)


def seconds_for(xp, hidden, repeats=5):
    """Seconds for one gradient of all training images, with arrays of `xp`; and the gradient of b2, brought back."""
    given = moved(xp, random_params(1, hidden), digits.images, digits.labels)
    gradients(*given, 0.0)  # the first call of a GPU also prepares its programs
    started = time.perf_counter()
    for _ in range(repeats):
        J, grads = gradients(*given, 0.0)
        float(J)  # a GPU works on its own: wait until the number is there
    b2 = grads["b2"] if xp is np else xp.asnumpy(grads["b2"])
    return (time.perf_counter() - started) / repeats, b2


libraries = [np]
try:
    import cupy

    cupy.cuda.runtime.getDeviceCount()
    libraries.append(cupy)
except Exception as missing:  # not installed, no driver, no device: all is well
    print(f"No GPU for CuPy here ({type(missing).__name__}): NumPy alone. Nothing else in this notebook needs one.")
try:
    for hidden in (32, 1024):
        found = [seconds_for(xp, hidden) for xp in libraries]
        line = "   ".join(f"{xp.__name__} {s * 1000:7.2f} ms" for xp, (s, _) in zip(libraries, found, strict=True))
        same = all(np.allclose(found[0][1], b2) for _, b2 in found)
        agreement = ("DIFFERENT numbers", "the same numbers")[same] if len(found) > 1 else ""
        print(f"{hidden:5} hidden units: {line}   {agreement}".rstrip())
except NotImplementedError:
    print("This cell runs your own gradients: finish exercise 8.1, then run it again.")
except (TypeError, IndexError, ValueError) as mixed:
    print(f"Your gradients mixes arrays of two libraries: {mixed}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "one-argument-explained", "locked": true, "schema_version": 3, "solution": false, "task": false}
# With 32 hidden units a GPU is often no faster than NumPy: each of its calls has a fixed cost, and there is little to compute. With 1,024 units the products become large enough for it to pay. On any machine the numbers must agree; that is the first thing to check, before any stopwatch. And mind the line `float(J)`: a GPU returns before it has finished, and a stopwatch without it measures only how fast work can be *ordered*.

# %% [markdown] nbgrader={"grade": false, "grade_id": "second-derivatives", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-4", "002:hessian", "000:error-0-8"]
# ## 8.8 What second derivatives would cost
#
# **How does the gradient change when a weight moves?** The answer is the Hessian, one number for each *pair* of parameters. Notebook 07 computed its product with a vector. Could one have the whole matrix? By nudging each parameter up and down and calling `gradients` twice, one column at a time: yes. For a small network the cell does it.
#
# **Predict** for the network of notebook 05, 784-256-10, with 4-byte numbers: how many GiB? And how many calls of `gradients`?


# %% nbgrader={"grade": false, "grade_id": "hessian", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["000:question-4", "002:hessian"]
def hessian(params, X, labels, h=1e-5):
    """All second derivatives (P, P), a column for each parameter, by nudging your own gradients."""

    def flat(grads):
        return np.concatenate([np.ravel(grads[name]) for name in params])

    columns = []
    for name, values in params.items():
        for place in np.ndindex(values.shape):
            nudge = np.zeros(values.shape)
            nudge[place] = h
            _, up = gradients({**params, name: values + nudge}, X, labels, 0.0)
            _, down = gradients({**params, name: values - nudge}, X, labels, 0.0)
            columns.append((flat(up) - flat(down)) / (2 * h))
    return np.stack(columns, axis=1)


try:
    small = random_params(seed=8, hidden=4)
    started = time.perf_counter()
    table = hessian(small, digits.images[:200], digits.labels[:200])
    print(f"64-4-10: {len(table)} parameters, {table.size:,} second derivatives, {time.perf_counter() - started:.2f} s")
    print(f"symmetric up to {np.max(np.abs(table - table.T)) / np.max(np.abs(table)):.0e}")
except NotImplementedError:
    print("This cell nudges your own gradients: finish exercise 8.1, then run it again.")

P = 784 * 256 + 256 + 256 * 10 + 10
print(f"784-256-10: {P:,} parameters, {P**2:,} second derivatives")
for words, count, itemsize in (
    ("4-byte numbers", P**2, 4),
    ("8-byte numbers", P**2, 8),
    ("half of a symmetric matrix, 4 bytes", P * (P + 1) // 2, 4),
):
    print(f"    {words:<36} {count * itemsize / 2**30:6.1f} GiB, and {2 * P:,} gradients to fill it")

# %% [markdown] nbgrader={"grade": false, "grade_id": "second-derivatives-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-4", "002:hessian"]
# 154 GiB, for a network that needs 0.8 MiB itself; and 407,060 gradients, as many as 350 trainings with 1,140 steps need. Symmetry saves half of the memory and changes nothing in the kind of the answer: **linear in $P$ is possible, $P^2$ is not.** That is why methods that want second derivatives use the diagonal, blocks, or products $Hv$, which cost about two gradients each.
#
# And the graph? If second derivatives come from differentiating the backward pass instead of nudging, every node of the walk back becomes a node of a larger graph, the values of both must be kept until the end, and the memory of section 5.7 is needed twice over. It is a good idea for a product, rarely for a matrix.

# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:error-0-6"]
# ## Audit: seven lines, one mistake
#
# A batch of six images is divided over two devices. Both hold the same single weight $w = 4$; $\lambda = 0.1$, and the penalty is $s = \frac{\lambda}{2} w^2$. Device A takes four images: the mean of their losses is 0.5, the derivative of this mean with respect to $w$ is 0.9. Device B takes two: the mean is 1.4, its derivative $-0.3$. This is the report. **Exactly one line is wrong; it is what comes out when a formula for one sample, as texts print it, is used for a batch without thinking.**
#
# 1. Four losses of mean 0.5 and two of mean 1.4 add up to 4.8, so $L = 4.8/6 = 0.8$.
# 2. The penalty is $s = 0.05 \cdot 16 = 0.8$, and its gradient is $0.1 \cdot 4 = 0.4$.
# 3. Without the penalty, the gradient of the whole batch is $(4 \cdot 0.9 - 2 \cdot 0.3)/6 = 0.5$.
# 4. Each device returns its gradient with the penalty: A returns $0.9 + 0.4 = 1.3$, and B returns $-0.3 + 0.4 = 0.1$.
# 5. Put together by shares, the gradient of $J$ is $\frac46 \cdot 1.3 + \frac26 \cdot 0.1 = 0.9$.
# 6. Each device adds the penalty to its loss: A has $0.5 + 0.8$, and B has $1.4 + 0.8$. So the penalty is in it twice, and $J = 0.8 + 2 \cdot 0.8 = 2.4$.
# 7. With learning rate 0.5 the weight becomes $4 - 0.5 \cdot 0.9 = 3.55$, on both devices alike.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:error-0-6"]
# ### Exercise 8.4 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 8 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"mean"` | divided by the wrong number, or means of different numbers were averaged plainly |
# | `"penalty"` | the penalty counts more than once, or not at all |
# | `"split"` | an image was left out, or counted on both devices |
# | `"optimizer"` | a gradient was taken for a step, or a step for a gradient |
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
# Put both devices' images on one device. Which numbers of the report may change by that?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# A quantity of the whole batch is the sum of the pieces' quantities, each times its share, and the shares add up to 1. That holds for a loss, for a gradient, and for $J$.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# shares = np.array([4, 2]) / 6
# print(shares @ [0.5, 1.4])  # line 1
# print(shares @ [..., ...])  # which line do you compare with?
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 8.4: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the report.

    line: 1 to 7; kind: one of the five kinds of the table; value: the number with which the line should end.
    """
    ### BEGIN SOLUTION
    # the shares add up to 1, so the penalty counts once: 4/6 * 1.3 + 2/6 * 2.2
    return {"line": 6, "kind": "penalty", "value": 1.6}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="08-digits")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="08-digits")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## What you have seen
#
# - One function gives $J$ and all gradients: affine, ReLU, affine, softmax with cross-entropy, and a penalty with a path of its own. A nudge in each layer says where a mistake is.
# - Backpropagation computes gradients; the optimizer takes steps. Small batches give many rough steps, large ones few exact ones; batch size and learning rate belong together.
# - Held-back images are the honest examination, and a confusion matrix says what the share hides. The gradient with respect to the pixels says what *this* network would have liked to see.
# - A batch may be cut as you like, in time or over devices, if the pieces are put together by their shares. All second derivatives of even a small network do not fit into any memory.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["000:question-4", "000:question-5"]
# ## Three questions to think about
#
# They are not graded.
#
# 1. Your batch is divided over eight devices, and one of them is three times slower than the others. What can the plan do about it, and which formula of section 8.6 must know?
# 2. The network is 96 % right on 13 writers. How would you hold images back if you wanted to know how it reads a hand that it has never met?
# 3. You want to train the network so that small changes of ink do not turn its reading. Which gradient of this notebook would you use, and in which place of the training loop?

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Where this comes from
#
# The questions about graphs that are too large for one GPU, about the size of a minibatch and about second derivatives, and the objective with its penalty, come from the chapter on forward propagation, backpropagation and computational graphs of *Dive into Deep Learning* (Zhang, Lipton, Li, Smola) in an older Korean edition. Some of the texts that this course follows say that backpropagation adjusts the weights; section 8.3 says why this one does not. Text, code and pictures here were made for this course.
#
# The images are *Optical Recognition of Handwritten Digits*, donated to the UCI Machine Learning Repository by E. Alpaydin and C. Kaynak in 1998 (https://doi.org/10.24432/C50P49), under the licence Creative Commons Attribution 4.0. The part with 1,797 images is used, divided by 16, otherwise unchanged; `optdigits.txt` in the package has the details.
#
# **What comes next.** The course ends here. Everything that a large library does when you call `backward()` you have now written yourself: nodes, the walk back, the products, the step. When a training goes wrong one day, you know where to look.
