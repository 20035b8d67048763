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

# %% [markdown] nbgrader={"grade": false, "grade_id": "title", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:backpropagation"]
# # 01 · Apples and oranges
#
# You take a shopping bill of four operations and obtain all five of its derivatives in one walk from the total back to the inputs.
# Neural networks are trained with the same walk; here it is small enough to follow every number.
#
# **You need** Python with a little NumPy, classes with methods and `self`, and partial derivatives ($\partial f/\partial x$: move $x$, hold everything else still).
#
# **You will be able to**
# - say what a derivative means, with its shape and its unit;
# - write the forward and the backward step of a node that adds and of a node that multiplies;
# - compute every derivative of a calculation in one backward pass, and say why this costs less than trying the inputs one by one;
# - tell when derivatives are multiplied and when they are added.
#
# **Time** about 90 minutes; after exercise 1.2 is a good place for a break. Six exercises, 9 points.

# %% [markdown] nbgrader={"grade": false, "grade_id": "how-to-work", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **How to work.** Run the cells from top to bottom with Shift+Enter. Cells that draw a picture show the first line of their code and three dots: run them like the others, and click the dots if you want to read them. Where a cell asks you to predict, write the number down before you go on.
#
# In an exercise, replace every line `raise NotImplementedError(...)` with your code. The cell below it, `check(...)`, tells you what is right and what is not; run it as often as you like. The cell `validate(...)` is the one that is graded.
# Every exercise has three hints, folded: a question, the rule to use, a skeleton. If you leave an exercise out, you can go on: later cells that need its code say so.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np
from IPython.display import display

from backprop import Graph, check, validate
from backprop.figures import BLUE, VERMILLION, canvas, picture

Value = float | np.ndarray  # what travels along a wire: one number, or an array of numbers


# %% [markdown] nbgrader={"grade": false, "grade_id": "the-shop", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:apple-orange-numbers", "001:error-1-20"]
# ## 1.1 What does one more cost?
#
# You buy two apples at 100 won each and three oranges at 150 won each (the won is the Korean currency). The shop adds 10% tax.
#
# | name | meaning | value |
# |---|---|---|
# | `apple` | price of one apple, in won | 100 |
# | `apple_num` | number of apples | 2 |
# | `orange` | price of one orange, in won | 150 |
# | `orange_num` | number of oranges | 3 |
# | `tax` | tax **factor**: 1 plus the rate of 10% | 1.1 |
# | `price` | what you pay in the end, in won | ? |


# %% nbgrader={"grade": false, "grade_id": "the-bill", "locked": true, "schema_version": 3, "solution": false, "task": false}
def bill(apple, apple_num, orange, orange_num, tax):
    """Price of the whole purchase, in won."""
    return (apple * apple_num + orange * orange_num) * tax


shop = {"apple": 100, "apple_num": 2, "orange": 150, "orange_num": 3, "tax": 1.1}
print(f"price: {bill(**shop):.2f} won")

# %% [markdown] nbgrader={"grade": false, "grade_id": "predict-one-more", "locked": true, "schema_version": 3, "solution": false, "task": false}
# **Predict.** An apple now costs 101 won instead of 100. Write down the new price before you run the next cell. You do not need to compute the oranges again.

# %% nbgrader={"grade": false, "grade_id": "one-more", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:derivative-as-rate"]
print(f"price: {bill(101, 2, 150, 3, 1.1):.2f} won")


# %% [markdown] nbgrader={"grade": false, "grade_id": "a-derivative-is-a-ratio", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["002:derivative-as-rate"]
# The price moved by 2.2 when `apple` moved by 1: each of the two apples costs 1 won more, and the tax factor turns these 2 won into 2.2. The ratio of the two movements is the derivative:
#
# $$\frac{\partial\,\mathtt{price}}{\partial\,\mathtt{apple}} \approx \frac{\mathtt{bill}(\mathtt{apple} + h, \ldots) - \mathtt{bill}(\mathtt{apple}, \ldots)}{h},$$
#
# where $h$ is the size of the nudge, here 1. For a curved function the nudge must be small. Our bill is a straight line in each single input, so even $h = 1$ gives the exact value.
#
# **Predict** the other four: what does the price gain from one more apple, from 1 won more per orange, from one more orange, from 1 more in the tax factor?


# %% nbgrader={"grade": false, "grade_id": "nudge-all", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation", "001:apple-orange-numbers"]
before = bill(**shop)


def nudge(name, h=1.0):
    """How far the price moves per unit of the input `name`: one more run of the bill."""
    nudged = shop | {name: shop[name] + h}
    return (bill(**nudged) - before) / h


for name in shop:
    print(f"d price / d {name:<10} = {nudge(name):.4g}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "nudging-is-slow", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
# This is **numerical differentiation**. It needs no theory: only a program that computes the price. But it runs the whole program once more for every input: five inputs, five more runs. The more accurate variant, *central differences*, moves each input up and down, which makes ten.
#
# **Predict.** A network has 1,000,000 parameters, and one run takes 10 milliseconds. How long does nudging each parameter once take?

# %% nbgrader={"grade": false, "grade_id": "nudging-a-network", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
parameters, seconds_per_run = 1_000_000, 0.010
print(f"{parameters * seconds_per_run / 3600:.1f} hours for the derivatives at a single point")

# %% [markdown] nbgrader={"grade": false, "grade_id": "why-a-better-way", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:gradient-check-purpose"]
# Training asks for these derivatives thousands of times. Nudging stays useful for one job, testing the faster method; the rest of this notebook builds that method.
#
# <details><summary>Check yourself: you buy 4 apples instead of 2. Which of the five derivatives change?</summary>
#
# Those with respect to `apple` (2.2 becomes 4.4) and `tax` (650 becomes 850, the bill before tax). The one with respect to `apple_num` stays at 110: one more apple costs the same whether you already have two or four.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "the-graph", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:computational-graph", "001:nodes-and-edges", "001:forward-propagation"]
# ## 1.2 A node only knows its neighbours
#
# **What has to be known to compute the price?** Cut the bill into single operations. Each operation is a **node**, each value travels along a **wire** (an edge), and the drawing is called a **computational graph**.
# Computing it from left to right, from the inputs to the price, is the **forward pass**. In the picture, each value stands above its wire.

# %% nbgrader={"grade": false, "grade_id": "shop-graph", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:computational-graph"] jupyter={"source_hidden": true} alt="Graph of the bill, left to right: 100 and 2 are multiplied to 200, 150 and 3 to 450; 200 and 450 are added to 650; 650 and 1.1 are multiplied to 715."
# the picture of the bill
shop_graph = Graph()
for name in shop:
    shop_graph.input(name)
shop_graph.gate("apple_cost", "×", ["apple", "apple_num"])
shop_graph.gate("orange_cost", "×", ["orange", "orange_num"])
shop_graph.gate("subtotal", "+", ["apple_cost", "orange_cost"])
shop_graph.gate("taxed", "×", ["subtotal", "tax"])
shop_graph.output("price", "taxed")

costs = {"apple_cost": 200, "orange_cost": 450, "subtotal": 650, "taxed": 715}
shop_graph.with_numbers(values=shop | costs)

# %% nbgrader={"grade": false, "grade_id": "forward-step-by-step", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:forward-propagation", "001:stored-intermediates", "000:forward-stores"]
apple_cost = 100 * 2  # 200
orange_cost = 150 * 3  # 450
subtotal = apple_cost + orange_cost  # 650
price = subtotal * 1.1  # 715
print(apple_cost, orange_cost, subtotal, f"{price:.2f}")

# %% [markdown] nbgrader={"grade": false, "grade_id": "local-computation", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:local-computation", "001:stored-intermediates"]
# Look at the node that adds. It receives 200 and 450 and puts out 650. Whether 200 stands for two apples or for twenty pears makes no difference to it. This is **local computation**: a node needs its own inputs and nothing else of the graph.
# A layer of a neural network works the same way: given its input, it can compute its output, however that input came about.
#
# `bill` computed 200, 450 and 650 too, and forgot them at once. The four lines above keep them under names. Section 1.3 shows why such values are worth keeping.
#
# **Predict.** If a node knows its own inputs, it also knows how *its own output* reacts. For each of the four nodes and each of its two inputs: the input moves by 1, the other one stays. How far does the node's output move?

# %% [markdown] nbgrader={"grade": false, "grade_id": "local-derivatives", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:local-computation"]
# <details><summary>Answer</summary>
#
# | node | its inputs | its output | output moves by, per 1 of the first input | per 1 of the second input |
# |---|---|---|---|---|
# | apples × | 100, 2 | 200 | 2 | 100 |
# | oranges × | 150, 3 | 450 | 3 | 150 |
# | + | 200, 450 | 650 | 1 | 1 |
# | tax × | 650, 1.1 | 715 | 1.1 | 650 |
#
# </details>
#
# These eight numbers are **local derivatives**. No node had to look beyond its own wires to find them. What is missing is a way to combine them into the five derivatives of the price.

# %% [markdown] nbgrader={"grade": false, "grade_id": "a-chain", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:chain-rule"]
# ## 1.3 Along a path, multiply
#
# **Can 2.2 be found without running the bill again?** Follow 1 won more per apple through the graph. `apple_cost` moves by 2, because there are two apples. `subtotal` moves by 2 as well. `price` moves by $1.1 \cdot 2 = 2.2$. At each node the movement is multiplied by the local derivative:
#
# $$
# \begin{aligned}
# \frac{\partial\,\mathtt{price}}{\partial\,\mathtt{apple}}
# &= \frac{\partial\,\mathtt{price}}{\partial\,\mathtt{subtotal}} \cdot \frac{\partial\,\mathtt{subtotal}}{\partial\,\mathtt{apple\_cost}} \cdot \frac{\partial\,\mathtt{apple\_cost}}{\partial\,\mathtt{apple}} \\
# &= 1.1 \cdot 1 \cdot 2 \\
# &= 2.2
# \end{aligned}
# $$
#
# This is the **chain rule**: along a path, local derivatives multiply.

# %% [markdown] nbgrader={"grade": false, "grade_id": "upstream-local-downstream", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:signal-times-local", "001:L-upstream", "002:upstream-local-downstream"]
# Multiply from the right end of the path, where the price is. After one node you hold 1.1, the derivative of the price with respect to `subtotal`. After two nodes, 1.1 again, with respect to `apple_cost`. After three, 2.2, with respect to `apple`.
# Each number on the way is itself a derivative of the price, so we can describe every step by three words:
#
# $$\underbrace{\frac{\partial\,\mathtt{price}}{\partial\,\text{input of the node}}}_{\text{downstream}} \;=\; \underbrace{\frac{\partial\,\mathtt{price}}{\partial\,\text{output of the node}}}_{\text{upstream}} \;\cdot\; \underbrace{\frac{\partial\,\text{output of the node}}{\partial\,\text{input of the node}}}_{\text{local}}$$
#
# Upstream is what arrives from the side of the price; downstream is what the node passes on towards the inputs. Why start at the price? Because the 1.1 at `subtotal` is needed for the apples *and* for the oranges. Coming from the right, it is computed once and used by both.

# %% [markdown] nbgrader={"grade": false, "grade_id": "composition", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:function-composition", "001:square-of-sum", "001:chain-rule"]
# **A curved example.** Let $z = (x + y)^2$. As a graph it has two nodes: $t = x + y$, then $z = t^2$. For $x = 3$ and $y = 4$ the forward pass gives $t = 7$ and $z = 49$.
#
# **Predict** $\partial z/\partial x$ from the two local derivatives. Then compare with nudging:

# %% nbgrader={"grade": false, "grade_id": "composition-nudge", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:square-of-sum"]
x, y = 3, 4
for h in (1, 0.1, 0.001):
    print(f"h = {h:<6} nudging gives {((x + h + y) ** 2 - (x + y) ** 2) / h:.6g}")


# %% [markdown] nbgrader={"grade": false, "grade_id": "composition-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:square-of-sum", "001:stored-intermediates"]
# $$\frac{\partial z}{\partial x} = \frac{\partial z}{\partial t} \cdot \frac{\partial t}{\partial x} = 2t \cdot 1 = 2(x + y) = 14$$
#
# A square is curved, so nudging by 1 misses; the smaller the nudge, the closer it comes to 14. The chain rule gives 14 at once, and it used $t = 7$, a value from the middle of the forward pass. This is why intermediate values are kept.

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-paths", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-17", "004:chain-rule-sum"]
# **What if there are two paths?** The shop changes its rule: an orange always costs 50 won more than an apple. Now `apple` reaches the price through the apples and through the oranges.
#
# **Predict** the price when an apple goes from 100 to 101. You know both single effects from section 1.1.


# %% nbgrader={"grade": false, "grade_id": "two-paths-nudge", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-17", "004:chain-rule-sum"]
def linked_bill(apple):
    """Price in won when an orange costs 50 won more than an apple."""
    return bill(apple, 2, apple + 50, 3, 1.1)


print(f"{linked_bill(100):.2f} -> {linked_bill(101):.2f}, a difference of {linked_bill(101) - linked_bill(100):.4g}")

# %% nbgrader={"grade": false, "grade_id": "two-paths-graph", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:error-1-17"] jupyter={"source_hidden": true} alt="Graph of the bill with linked prices. Two wires leave apple: one to the multiplication with 2, carrying the derivative 2.2, one to the addition of 50 that makes the price of an orange, carrying the derivative 3.3."
# the picture of the bill with linked prices
linked_graph = Graph()
for name in ("apple_num", "apple", "surcharge", "orange_num", "tax"):
    linked_graph.input(name)
linked_graph.gate("orange", "+", ["apple", "surcharge"])
linked_graph.gate("apple_cost", "×", ["apple_num", "apple"])
linked_graph.gate("orange_cost", "×", ["orange", "orange_num"])
linked_graph.gate("subtotal", "+", ["apple_cost", "orange_cost"])
linked_graph.gate("taxed", "×", ["subtotal", "tax"])
linked_graph.output("price", "taxed")

shared_part = {"taxed": 1, "subtotal": 1.1, "apple_cost": 1.1, "orange_cost": 1.1}
two_paths = {("apple", "apple_cost"): 2.2, ("orange", "orange_cost"): 3.3, ("apple", "orange"): 3.3}
linked_graph.with_numbers(values=shop | costs | {"surcharge": 50}, gradients=shared_part | two_paths)


# %% [markdown] nbgrader={"grade": false, "grade_id": "paths-add", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-17", "004:chain-rule-sum"]
# The numbers below the wires are derivatives of the price, written down from the right to the left. The path through the apples contributes 2.2, the path through the oranges 3.3, and the price moves by their sum, 5.5. **Along a path, multiply; where paths meet again, add.**
#
# $$\frac{\partial\,\mathtt{price}}{\partial\,\mathtt{apple}}
# = \frac{\partial\,\mathtt{price}}{\partial\,\mathtt{apple\_cost}} \cdot \frac{\partial\,\mathtt{apple\_cost}}{\partial\,\mathtt{apple}}
# + \frac{\partial\,\mathtt{price}}{\partial\,\mathtt{orange\_cost}} \cdot \frac{\partial\,\mathtt{orange\_cost}}{\partial\,\mathtt{apple}}
# = 2.2 + 3.3$$
#
# The chain rule is sometimes explained as cancelling fractions: $\partial z/\partial t \cdot \partial t/\partial x$, and the two $\partial t$ disappear. Try the same here. Both terms on the right would become $\partial\,\mathtt{price}/\partial\,\mathtt{apple}$, and the line would read $5.5 = 5.5 + 5.5$.
# So $\partial t$ is not a number that can be cancelled. On a single path the picture happens to give the right result; with several paths it does not. Notebook 02 writes this addition as a step of its own: the way back through a copy.
#
# <details><summary>Check yourself: a node multiplies x by x, with x = 5. What is the derivative of its output with respect to x?</summary>
#
# Both inputs of the node come from `x`, so there are two paths. On each of them the local derivative is the other input, 5. Together $5 + 5 = 10$, which is $2x$.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "two-methods", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:layer-interface", "001:L-upstream", "001:add-passes-on"]
# ## 1.4 Add hands on, multiply swaps
#
# **What does a node have to do in each direction?** Two things, so we give it two methods. `forward` takes the inputs and returns the output. `backward` takes the upstream derivative, which we call `dout`, and returns the downstream derivatives, one for each input.
#
# A node does not know what the final result of the graph is. We call that result $L$, a single number; in the shop it is the price. For an addition $z = x + y$ somewhere inside the graph, moving $x$ by 1 moves $z$ by 1, and the same holds for $y$:
#
# $$
# \begin{aligned}
# \frac{\partial L}{\partial x} &= \underbrace{\frac{\partial L}{\partial z}}_{\mathtt{dout}} \cdot \frac{\partial z}{\partial x} = \mathtt{dout} \cdot 1 \\
# \frac{\partial L}{\partial y} &= \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial y} = \mathtt{dout} \cdot 1
# \end{aligned}
# $$
#
# An addition hands `dout` on, whole, to each of its inputs. It does not need to remember what the inputs were.

# %% [markdown] nbgrader={"grade": false, "grade_id": "predict-multiply", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:mul-swaps"]
# **Predict.** A node multiplies 7 by 3. The upstream derivative 10 arrives at it: when the node's output moves by 1, $L$ moves by 10. Which two numbers does the node pass on?
#
# <details><summary>Answer</summary>
#
# 30 towards the 7, and 70 towards the 3. Move the 7 to 8: the product moves by 3, and each of these 3 moves $L$ by 10. Move the 3 to 4: the product moves by 7, and $L$ by 70.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "multiply-remembers", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:mul-swaps", "001:mul-caches", "001:error-1-18"]
# What is swapped at a multiplication is its two *inputs*: each one serves as the local derivative for the other. The upstream derivative is not swapped; it multiplies both. And because `backward` is called with `dout` alone, the node must remember both inputs from `forward`. An addition remembers nothing.


# %% nbgrader={"grade": false, "grade_id": "two-gates", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:add-passes-on", "001:mul-swaps"] jupyter={"source_hidden": true} alt="Two nodes with inputs 7 and 3 and upstream derivative 10. The multiplication has output 21 and passes on 30 and 70. The addition has output 10 and passes on 10 and 10."
# the picture of a multiplication and of an addition
def gate(symbol, output, downstream_x, downstream_y):
    """One node with the inputs 7 and 3 and the upstream derivative 10."""
    graph = Graph()
    graph.input("x"), graph.input("y")
    graph.gate("z", symbol, ["x", "y"])
    graph.output("L", "z")
    return graph.with_numbers({"x": 7, "y": 3, "z": output}, {"x": downstream_x, "y": downstream_y, "z": 10})


display(gate("×", 21, 30, 70), gate("+", 10, 10, 10))


# %% [markdown] nbgrader={"grade": false, "grade_id": "conventions", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:L-upstream"]
# **Conventions, fixed once.** They hold in all notebooks.
#
# | topic | convention |
# |---|---|
# | gradient | the derivatives of $L$ with respect to all entries of one variable, in an array of the **shape of that variable**; for a single number, gradient and derivative are the same |
# | names | upstream gradient: `dout`, with respect to the node's output. Downstream gradients: `dx`, `dy`, in the order of the inputs. Other texts write $E$ or $\delta$ for `dout`, or write out $\partial L/\partial z$ |
# | purity | a backward function changes none of its arguments, and its results share no memory with them or with each other: another node may still need `dout` |
# | numbers | `float64` in, `float64` out; integers are accepted and promoted |
#
# <details><summary>Conventions of later notebooks. Nothing to learn now: come back when a formula in another text looks different.</summary>
#
# | topic | convention |
# |---|---|
# | data | one sample a row: `Y = X @ W + b` with `X` of shape (N, D), `W` (D, M), `b` (M,) (notebook 04) |
# | Jacobian | `J[i, j]` is the derivative of `y[i]` with respect to `x[j]`; going back multiplies by its transpose, `J.T @ dout` (notebook 03) |
# | loss | the mean over the samples of a batch; a penalty is added once (04, 05) |
# | L2 penalty | `lam / 2 * sum(W**2)`, so its gradient is `lam * W`; biases are not penalised (05) |
# | `max(x, y)` at a tie | each input gets one half (02) |
# | ReLU at 0 | slope 0, although ReLU is `max(x, 0)` and the line above would say one half: both are conventions, and notebook 02 discusses the choice |
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-MulLayer", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:mul-layer"]
# ### Exercise 1.1 · `MulLayer`
#
# Write a node that multiplies: `forward(x, y)` returns the product, `backward(dout)` returns `(dx, dy)`. It works for numbers and for arrays of one shape.
#
# *2 points, about 8 minutes*
#
# ```python
# node = MulLayer()
# node.forward(7.0, 3.0)  # 21.0
# node.backward(10.0)     # (30.0, 70.0)
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Hold 3 still and move 7 to 8. How far does the product move, and which of the two inputs decided that? Where is this number when `backward(10.0)` is called?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Downstream = upstream · local, once for each input. The local derivative of a product with respect to one factor is the other factor.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# def forward(self, x, y):
#     self.x = ...
#     self.y = ...
#     return ...
#
# def backward(self, dout):
#     dx = dout * ...
#     dy = dout * ...
#     return dx, dy
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-MulLayer", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 1.1: MulLayer\")"
class MulLayer:
    """A node that multiplies two numbers, or two arrays of one shape entry by entry."""

    def forward(self, x: Value, y: Value) -> Value:
        """Return the output, of the shape of x and y. Changes neither of them."""
        ### BEGIN SOLUTION
        self.x, self.y = x, y
        return x * y
        ### END SOLUTION

    def backward(self, dout: Value) -> tuple[Value, Value]:
        """Return (dx, dy): the derivatives of L with respect to the inputs of the last `forward`.

        dout, the derivative of L with respect to the output, has the output's shape; so have dx and dy.
        dout is left as it was, and dx and dy share no memory with it or with each other.
        """
        ### BEGIN SOLUTION
        dx = dout * self.y
        dy = dout * self.x
        return dx, dy
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-MulLayer", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(MulLayer)

# %% nbgrader={"grade": true, "grade_id": "test-MulLayer", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 2}
validate(MulLayer)


# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-AddLayer", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:add-layer"]
# ### Exercise 1.2 · `AddLayer`
#
# Write a node that adds, with the same two methods.
#
# *1 point, about 4 minutes*
#
# ```python
# node = AddLayer()
# node.forward(7.0, 3.0)  # 10.0
# node.backward(10.0)     # (10.0, 10.0)
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# A node adds 200 and 450. Move 200 to 201: how far does the sum move? Did 450 play a part?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Downstream = upstream · local, and both local derivatives are 1. Look at the convention on purity too: if `dout` is an array, would `dx` and `dy` be two arrays or two names for one?
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# def forward(self, x, y):
#     return ...
#
# def backward(self, dout):
#     dx = dout * ...  # multiplying makes a new array
#     dy = dout * ...
#     return dx, dy
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-AddLayer", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 1.2: AddLayer\")"
class AddLayer:
    """A node that adds two numbers, or two arrays of one shape entry by entry."""

    def forward(self, x: Value, y: Value) -> Value:
        """Return the output, of the shape of x and y. Changes neither of them."""
        ### BEGIN SOLUTION
        return x + y
        ### END SOLUTION

    def backward(self, dout: Value) -> tuple[Value, Value]:
        """Return (dx, dy): the derivatives of L with respect to the inputs of the last `forward`.

        dout, the derivative of L with respect to the output, has the output's shape; so have dx and dy.
        dout is left as it was, and dx and dy share no memory with it or with each other.
        """
        ### BEGIN SOLUTION
        dx = dout * 1.0
        dy = dout * 1.0
        return dx, dy
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-AddLayer", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(AddLayer)

# %% nbgrader={"grade": true, "grade_id": "test-AddLayer", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(AddLayer)

# %% [markdown] nbgrader={"grade": false, "grade_id": "walk-back", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:apple-orange-numbers", "002:base-case"]
# ## 1.5 One walk back, every derivative
#
# **In which order do the nodes go back?** Each node needs its upstream derivative first, so the walk starts at the price. There it needs a first number: when the price moves by 1, the price moves by 1, so $\partial\,\mathtt{price}/\partial\,\mathtt{price} = 1$.
#
# **Predict**, with the table of section 1.2 beside you: the upstream derivative at each of the four nodes, and the number that arrives at `apple_num`. Then press *Step*. The experiment runs on the `MulLayer` and `AddLayer` you wrote.

# %% nbgrader={"grade": false, "grade_id": "shop-experiment", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:apple-orange-numbers"] alt="The graph of the bill, with sliders for the five inputs. Step by step the values appear from left to right, then the derivatives from right to left: 1, 1.1 and 650, 1.1 and 1.1, 3.3 and 165, 2.2 and 110."
from backprop.widgets import ShopExperiment

ShopExperiment(MulLayer, AddLayer)


# %% [markdown] nbgrader={"grade": false, "grade_id": "walk-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:apple-orange-numbers", "001:add-passes-on", "001:mul-swaps"]
# The walk in words: the tax node receives 1 and passes 1.1 to `subtotal` and 650 to `tax`. The addition hands 1.1 to both fruit nodes, whole; it does not split it. The apple node passes on $1.1 \cdot 2 = 2.2$ and $1.1 \cdot 100 = 110$, the orange node $1.1 \cdot 3 = 3.3$ and $1.1 \cdot 150 = 165$.
# They are the five numbers of section 1.1, and the bill was run once.
#
# **Predict.** Nobody buys oranges: `orange_num` is 0. Which derivatives become 0? Choose the preset *no oranges* and look.
#
# <details><summary>Answer</summary>
#
# Only the one with respect to `orange`: a price that nobody pays does not matter. The one with respect to `orange_num` stays at 165, because the first orange would cost as much as before. The multiplication gives each input the *other* input, here 0 and 150.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-apple_orange", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:apple-orange-script", "001:layer-interface"]
# ### Exercise 1.3 · `apple_orange`
#
# Compute the price of the purchase and its derivatives with respect to all five inputs, in one forward pass and one backward pass. Use your layers if you have them; single lines of arithmetic are accepted as well.
#
# *3 points, about 10 minutes*
#
# ```python
# apple_orange(10, 1, 20, 2, 1.5)
# # (75.0, {"apple": 1.5, "apple_num": 15.0, "orange": 3.0, "orange_num": 30.0, "tax": 50.0})
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# How many layer objects does the shop need? One `MulLayer` object remembers the inputs of its last `forward` only. Which object's `backward` has to come first?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The backward pass calls the same objects in reverse order. The first one receives 1. Every other one receives what the node to its right returned for the wire between them, in the order in which `forward` took its arguments.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# apple_node, orange_node, add_node, tax_node = MulLayer(), ...
#
# apple_cost = apple_node.forward(apple, apple_num)
# ...
# price = tax_node.forward(subtotal, tax)
#
# dsubtotal, dtax = tax_node.backward(1.0)
# ... = add_node.backward(...)
# ...
# return price, {"apple": ..., "apple_num": ..., "orange": ..., "orange_num": ..., "tax": dtax}
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-apple_orange", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 1.3: apple_orange\")"
def apple_orange(
    apple: float, apple_num: float, orange: float, orange_num: float, tax: float
) -> tuple[float, dict[str, float]]:
    """Price of the purchase, and the derivative of the price with respect to each input.

    apple, orange: won per piece; apple_num, orange_num: pieces; tax: the factor, 1.1 for a rate of 10%.
    Returns (price, grads); the keys of grads are the names of the five arguments.
    """
    ### BEGIN SOLUTION
    apple_node, orange_node, add_node, tax_node = MulLayer(), MulLayer(), AddLayer(), MulLayer()

    apple_cost = apple_node.forward(apple, apple_num)
    orange_cost = orange_node.forward(orange, orange_num)
    subtotal = add_node.forward(apple_cost, orange_cost)
    price = tax_node.forward(subtotal, tax)

    dsubtotal, dtax = tax_node.backward(1.0)
    dapple_cost, dorange_cost = add_node.backward(dsubtotal)
    dorange, dorange_num = orange_node.backward(dorange_cost)
    dapple, dapple_num = apple_node.backward(dapple_cost)

    grads = {"apple": dapple, "apple_num": dapple_num, "orange": dorange, "orange_num": dorange_num, "tax": dtax}
    return price, grads
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-apple_orange", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(apple_orange)

# %% nbgrader={"grade": true, "grade_id": "test-apple_orange", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 3}
validate(apple_orange)

# %% [markdown] nbgrader={"grade": false, "grade_id": "equality", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-16"]
# **Is the price 715?** So far the cells printed the price with two digits after the point. **Predict** the two lines that the next cell prints.

# %% nbgrader={"grade": false, "grade_id": "equality-lies", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-16"]
print(bill(**shop))
print(bill(**shop) == 715)

# %% [markdown] nbgrader={"grade": false, "grade_id": "equality-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-16"]
# The number 1.1 has no finite binary expansion, so the computer keeps the nearest `float64`, which is a little larger. Multiplied by 650, the excess grows to $5.8 \cdot 10^{-14}$. Near 715, neighbouring floats are $1.1 \cdot 10^{-13}$ apart; the excess is a bit more than half of that, and the result is rounded to the next float above 715.

# %% nbgrader={"grade": false, "grade_id": "equality-digits", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-16"]
from fractions import Fraction  # computes without rounding

print(f"stored for 1.1: {1.1:.20f}")
print(f"650 times the stored number, minus 715: {float(650 * Fraction(1.1) - 715):.3g}")
print(f"gap between floats near 715: {np.spacing(715.0):.3g}")
print(f"3 * 1.1 = {3 * 1.1}, 100 * 1.1 = {100 * 1.1}, 150 * 1.1 = {150 * 1.1}")
print(f"close to 715: {np.isclose(bill(**shop), 715)}")


# %% [markdown] nbgrader={"grade": false, "grade_id": "isclose", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-16"]
# No line of the program is wrong: floating-point results carry rounding errors, so `==` answers a question that nobody wanted to ask. `np.isclose(a, b)` asks whether the difference is at most $10^{-5}$ times the size of `b`, plus $10^{-8}$ for a `b` near zero. The checks of this course also allow a small relative difference.

# %% [markdown] nbgrader={"grade": false, "grade_id": "what-it-is-for", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-19", "001:backpropagation", "003:optimizer-separate"]
# **What the derivatives are for.** The name *backpropagation* is short for *backward propagation of errors*: in a network the last node measures an error, and the walk back finds how each parameter moves that error.
# There it ends. Backpropagation computes derivatives and changes nothing. Changing parameters with their help, for instance by subtracting a small multiple of the derivative, is the task of another program, the **optimizer** (notebook 05). If training goes wrong, it helps to know which of the two to examine.

# %% [markdown] nbgrader={"grade": false, "grade_id": "basket-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
# ## 1.6 Every derivative has a shape and a unit
#
# **What changes with a hundred kinds of fruit?** Put the prices into an array and the counts into another, both of shape (n,), and write `dprices`, `dcounts`, `dtax` for the derivatives of the total. With $p_i$ for a price and $c_i$ for a count:
#
# $$\mathtt{total} = \Bigl(\sum_{i=1}^{n} p_i\,c_i\Bigr) \cdot \mathtt{tax}$$
#
# The graph is the one you know, with $n$ nodes that multiply and one addition of $n$ inputs, which hands its upstream derivative to all of them. A gradient has the shape of its variable: `dprices` and `dcounts` have shape (n,), and `dtax` is one number.
#
# **Predict** the three results for the shop: prices (100, 150), counts (2, 3), tax 1.1.
#
# <details><summary>Answer</summary>
#
# `dprices` is (2.2, 3.3), `dcounts` is (110, 165), `dtax` is 650: the five numbers of section 1.1, sorted into arrays.
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-basket", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:mul-swaps"]
# ### Exercise 1.4 · `basket`
#
# Compute the total of a basket with n kinds of fruit and its three gradients, without a loop.
#
# *1 point, about 7 minutes*
#
# ```python
# basket(np.array([10.0, 20.0, 5.0]), np.array([1.0, 2.0, 4.0]), 1.5)
# # (105.0, array([1.5, 3. , 6. ]), array([15. , 30. ,  7.5]), 70.0)
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# Fruit number 2 costs 1 won more. Which entries of `prices` and `counts` decide how far the total moves?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# The upstream derivative of every multiplying node is that of the subtotal, because the addition hands it on to all of them. At each of these nodes, each input receives upstream · the other input.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# subtotal = ...         # one number
# dsubtotal = ...        # what the tax node passes to the left
# dprices = dsubtotal * ...  # (n,)
# dcounts = dsubtotal * ...  # (n,)
# return subtotal * tax, dprices, dcounts, ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-basket", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 1.4: basket\")"
def basket(prices: np.ndarray, counts: np.ndarray, tax: float) -> tuple[float, np.ndarray, np.ndarray, float]:
    """Total of a basket with n kinds of fruit, and its gradients.

    prices: (n,), won per piece; counts: (n,), pieces; tax: the factor.
    Returns (total, dprices, dcounts, dtax); dprices and dcounts have shape (n,).
    Leaves prices and counts as they were; the results share no memory with them.
    """
    ### BEGIN SOLUTION
    subtotal = np.sum(prices * counts)
    total = subtotal * tax

    dsubtotal, dtax = tax, subtotal
    dprices = dsubtotal * counts  # (n,)
    dcounts = dsubtotal * prices  # (n,)
    return total, dprices, dcounts, dtax
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-basket", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(basket)

# %% nbgrader={"grade": true, "grade_id": "test-basket", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(basket)

# %% [markdown] nbgrader={"grade": false, "grade_id": "cost-question", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
# **How much does the walk back save?** The next two cells measure it on your `basket`: all gradients in one call, against nudging each of the $2n + 1$ inputs. **Predict** the ratio of the two times for $n = 1000$: about 10, about 100, or more?

# %% nbgrader={"grade": false, "grade_id": "nudge-a-basket", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
import time


def nudge_basket(prices, counts, tax):
    """The same 2 n + 1 derivatives as `basket`, by one more total for each input."""
    n = prices.size
    inputs = np.concatenate([prices, counts, [tax]])  # (2 n + 1,)

    def total(inputs):
        return np.sum(inputs[:n] * inputs[n:-1]) * inputs[-1]

    before = total(inputs)
    derivatives = np.empty(inputs.size)
    for i in range(inputs.size):
        nudged = inputs.copy()
        nudged[i] += 1.0
        derivatives[i] = total(nudged) - before
    return derivatives


# %% nbgrader={"grade": false, "grade_id": "cost-measured", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["demo"] covers=["001:numerical-differentiation"] jupyter={"source_hidden": true} alt="Two curves on logarithmic axes: time against the number of kinds of fruit. The time for nudging rises steeply, the time for one call of basket stays nearly flat."
# the picture of the measured times
def seconds(run, repeats=3):
    """Shortest of a few measured times, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def plot_cost(sizes=(1, 3, 10, 30, 100, 300, 1000, 3000)):
    """Time for all derivatives of a basket of n kinds of fruit, in two ways."""
    baskets = [(np.full(n, 100.0), np.full(n, 2.0), 1.1) for n in sizes]
    nudging = [seconds(lambda b=b: nudge_basket(*b)) for b in baskets]
    one_pass = [seconds(lambda b=b: basket(*b)) for b in baskets]
    figure, axes = canvas(height=3.6)
    for times, label, colour in ((nudging, "nudging", BLUE), (one_pass, "your basket", VERMILLION)):
        axes.loglog(sizes, times, "o-", color=colour)
        axes.text(sizes[-3], 1.5 * times[-3], label, ha="right", color=colour)
    ratio = nudging[-2] / one_pass[-2]
    axes.set(xlabel="kinds of fruit n", ylabel="time for all derivatives (s)")
    message = f"n = {sizes[-2]}: one call is about {float(f'{ratio:.1g}'):,.0f} times faster than nudging"
    axes.set_title(message)
    return picture(
        figure,
        f"Time for all derivatives against the number of kinds of fruit n, both on logarithmic axes. From n = {sizes[0]} "
        f"to {sizes[-1]}, nudging goes from {nudging[0]:.0e} to {nudging[-1]:.0e} seconds, your basket from "
        f"{one_pass[0]:.0e} to {one_pass[-1]:.0e}. {message}.",
    )


try:
    display(plot_cost())
except NotImplementedError:
    print("This figure measures your own code: finish exercise 1.4 (basket), then run the cell again.")

# %% [markdown] nbgrader={"grade": false, "grade_id": "cost-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:numerical-differentiation"]
# One call of `basket` does about twice the arithmetic of the total alone, for any $n$. Nudging computes the total $2n + 1$ more times. (The lower curve is nearly flat because a NumPy call has a fixed cost, and for these $n$ that is most of its time.) The gap grows with the number of inputs, and a network has millions of them.

# %% [markdown] nbgrader={"grade": false, "grade_id": "units", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-1"]
# **650 won per what?** In section 1.1 the derivative with respect to `tax` was 650, the largest of the five. The unit of a derivative is the unit of the output divided by the unit of the input:
#
# | derivative | value | unit |
# |---|---|---|
# | with respect to `apple` | 2.2 | won per (won per apple) |
# | with respect to `apple_num` | 110 | won per apple |
# | with respect to `tax` | 650 | won per 1.0 of the factor |
#
# A factor that grows by 1.0 goes from 1.1 to 2.1: a tax of 110%. **Predict** what the bill gains when the tax goes from 10% to 11%.

# %% nbgrader={"grade": false, "grade_id": "one-percentage-point", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-1"]
print(f"{bill(100, 2, 150, 3, 1.11) - bill(100, 2, 150, 3, 1.10):.4g} won")


# %% [markdown] nbgrader={"grade": false, "grade_id": "units-explained", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-1"]
# One percentage point is 0.01 of the factor. Before you multiply a change by a derivative, express the change in the unit of the derivative's input. For the same reason, 650 against 2.2 does not say that tax matters more than apples: expressed per percentage point, the same derivative is 6.5.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-price_change", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-1"]
# ### Exercise 1.5 · `price_change`
#
# Given `dtax`, the derivative of a price with respect to the tax factor, return how far the price moves when the tax rises by a number of percentage points.
#
# *1 point, about 3 minutes*
#
# ```python
# price_change(650.0, 2.0)  # 13.0
# price_change(200.0, -5.0)  # -10.0
# ```
#
# <details><summary>Hint 1: a question</summary>
#
# The tax goes from 10% to 12%. What is the factor before, what is it after, and what is the difference?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Change of the output = derivative · change of the input, the change in the unit that the derivative is "per".
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# change_of_factor = ...  # 2 percentage points are 0.02 of the factor
# return dtax * change_of_factor
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-price_change", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 1.5: price_change\")"
def price_change(dtax: float, percentage_points: float) -> float:
    """How far the price moves, in won.

    dtax: derivative of the price with respect to the tax factor, in won per 1.0 of the factor.
    percentage_points: change of the tax; 2.0 for a tax that goes from 10% to 12%, negative for a cut.
    """
    ### BEGIN SOLUTION
    change_of_factor = percentage_points / 100
    return dtax * change_of_factor
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-price_change", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(price_change)

# %% nbgrader={"grade": true, "grade_id": "test-price_change", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(price_change)


# %% [markdown] nbgrader={"grade": false, "grade_id": "audit-passage", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-1"]
# ## Audit: seven lines, one mistake
#
# A bakery sells 4 loaves at 60 won and 10 rolls at 8 won. The tax factor is 1.05 (a tax of 5%), so the subtotal is 320 won and the bill 336 won. Somebody has drawn the graph, walked back, and written a report. **Exactly one line is wrong, and a mistake of its kind has been in print.**
#
# 1. One loaf more raises the bill by 63.
# 2. The upstream derivative at the addition is 1.05, and each of its two inputs receives 1.05.
# 3. A roll that costs 1 won more raises the bill by 10.5.
# 4. A roll that costs 1% more raises the bill by 0.84.
# 5. The last node multiplies 320 by 1.05, so the derivative of the bill with respect to the tax factor is 320.
# 6. A tax of 5.2% in place of 5% raises the bill by 64.
# 7. If a loaf and a roll each cost 1 won more, the bill rises by 14.7.

# %% [markdown] nbgrader={"grade": false, "grade_id": "exercise-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} covers=["001:error-1-1"]
# ### Exercise 1.6 · `audit`
#
# Return the number of the wrong line, the kind of its mistake, and the number with which that line should end. Here `check` and `validate` look only at the form of your answer; whether it is right, you learn after grading.
#
# *1 point, about 6 minutes*
#
# | kind | what went wrong |
# |---|---|
# | `"local"` | a local derivative of a node is wrong |
# | `"upstream"` | the upstream derivative was left out, split or swapped |
# | `"path"` | a path was left out, or counted twice |
# | `"unit"` | a derivative was combined with a change in another unit |
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
# Each line can be tested by running the bill twice, before and after the change. The whole bill is 336 won: which claim would surprise you at the till?
# </details>
# <details><summary>Hint 2: the rule</summary>
#
# Change of the bill = derivative · change of the input. For each line, name the derivative, the change, and the unit of both.
# </details>
# <details><summary>Hint 3: a skeleton</summary>
#
# ```python
# def bakery(loaf=60, loaves=4, roll=8, rolls=10, tax=1.05):
#     return (loaf * loaves + roll * rolls) * tax
#
# bakery(loaves=5) - bakery()  # line 1
# ...
# ```
# </details>


# %% nbgrader={"grade": false, "grade_id": "solution-audit", "locked": false, "schema_version": 3, "solution": true, "task": false} stub="raise NotImplementedError(\"exercise 1.6: audit\")"
def audit() -> dict[str, int | str | float]:
    """The wrong line of the report.

    line: 1 to 7; kind: one of the five kinds of the table; value: the number with which the line should end.
    """
    ### BEGIN SOLUTION
    # 0.2 percentage points are 0.002 of the factor: 320 * 0.002
    return {"line": 6, "kind": "unit", "value": 0.64}
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "check-audit", "locked": true, "schema_version": 3, "solution": false, "task": false} tags=["check"]
check(audit, assignment="01-apple-orange")

# %% nbgrader={"grade": true, "grade_id": "test-audit", "locked": true, "schema_version": 3, "solution": false, "task": false, "points": 1}
validate(audit, assignment="01-apple-orange")

# %% [markdown] nbgrader={"grade": false, "grade_id": "recap", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## What you have seen
#
# - A derivative is a ratio of two movements. Nudging measures it, at the cost of one more run for every input.
# - In a graph each node knows its local derivatives from its own inputs. Along a path derivatives multiply; where paths meet again, they add.
# - Walking back, a node turns the upstream derivative into the downstream ones: an addition hands it on, a multiplication multiplies it by the other input, which it had to remember. One walk gives all derivatives.
# - A gradient has the shape of its variable, and each of its entries has a unit: convert a change into that unit before you multiply. Computed numbers carry rounding errors: compare them with `np.isclose`.

# %% [markdown] nbgrader={"grade": false, "grade_id": "questions", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Three questions to think about
#
# They are not graded.
#
# 1. In the walk back through the shop, which nodes may change places in the order, and which may not? What must be true before a node's `backward` is called?
# 2. A shop's computer only ever prints bills and never needs a derivative. Which of the kept values could it forget, and when? What does this say about the memory a network needs for training and for prediction?
# 3. A program has one input and a thousand outputs. How many walks back would give you all derivatives? How many nudges?

# %% [markdown] nbgrader={"grade": false, "grade_id": "sources", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Where this comes from
#
# The shop, its numbers and the two layers go back to the fifth chapter of the textbook *밑바닥부터 시작하는 딥러닝* (Mitbadakbuteo sijakhaneun dimneoning, "Deep learning from the ground up"), in the summary "Chap5 - Backpropagation" by 0verc10ck (blog post, January 2020). The words *upstream*, *local* and *downstream* follow lecture 6 of the course EECS 498/598 (University of Michigan, Justin Johnson). Text, code and pictures here were made for this course.
#
# **What comes next.** Notebook 02, *upstream × local = downstream*: more kinds of nodes, a value that is used twice, a node that chooses, and a check for gradients that finds most mistakes, with the mistakes it cannot find.
