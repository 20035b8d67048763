# Wrong answers to apple_orange, basket, price_change and audit. Each block is one submission.

# %% apple_orange hard-coded: the notebook's numbers whatever the inputs
def apple_orange(apple, apple_num, orange, orange_num, tax):
    grads = {"apple": 2.2, "apple_num": 110.0, "orange": 3.3, "orange_num": 165.0, "tax": 650.0}
    return 715.0, grads


# %% apple_orange hard-coded: right price, the notebook's gradients
def apple_orange(apple, apple_num, orange, orange_num, tax):
    price = (apple * apple_num + orange * orange_num) * tax
    return price, {"apple": 2.2, "apple_num": 110.0, "orange": 3.3, "orange_num": 165.0, "tax": 650.0}


# %% apple_orange upstream-ignored: the tax node is left out on the way back
def apple_orange(apple, apple_num, orange, orange_num, tax):
    subtotal = apple * apple_num + orange * orange_num
    grads = {"apple": apple_num, "apple_num": apple, "orange": orange_num, "orange_num": orange, "tax": subtotal}
    return subtotal * tax, grads


# %% apple_orange swapped: prices get prices, numbers get numbers
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    grads = {
        "apple": apple * tax,
        "apple_num": apple_num * tax,
        "orange": orange * tax,
        "orange_num": orange_num * tax,
        "tax": s,
    }
    return s * tax, grads


# %% apple_orange swapped: apples and oranges exchanged
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    grads = {
        "apple": orange_num * tax,
        "apple_num": orange * tax,
        "orange": apple_num * tax,
        "orange_num": apple * tax,
        "tax": s,
    }
    return s * tax, grads


# %% apple_orange wrong-point: the tax's derivative is the price
def apple_orange(apple, apple_num, orange, orange_num, tax):
    price = (apple * apple_num + orange * orange_num) * tax
    grads = {
        "apple": apple_num * tax,
        "apple_num": apple * tax,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
        "tax": price,
    }
    return price, grads


# %% apple_orange path-missing: the tax counts only the apples
def apple_orange(apple, apple_num, orange, orange_num, tax):
    price = (apple * apple_num + orange * orange_num) * tax
    grads = {
        "apple": apple_num * tax,
        "apple_num": apple * tax,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
        "tax": apple * apple_num,
    }
    return price, grads


# %% apple_orange scaled: the tax's derivative for one percentage point
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    grads = {
        "apple": apple_num * tax,
        "apple_num": apple * tax,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
        "tax": s / 100,
    }
    return s * tax, grads


# %% apple_orange zero-gradient: the tax is taken for a constant
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    grads = {
        "apple": apple_num * tax,
        "apple_num": apple * tax,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
        "tax": 0.0,
    }
    return s * tax, grads


# %% apple_orange wrong-local: takes the factor for the rate
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    f = 1 + tax
    grads = {
        "apple": apple_num * f,
        "apple_num": apple * f,
        "orange": orange_num * f,
        "orange_num": orange * f,
        "tax": s,
    }
    return s * f, grads


# %% apple_orange wrong-type: a gradient missing
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    return s * tax, {
        "apple": apple_num * tax,
        "apple_num": apple * tax,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
    }


# %% apple_orange wrong-type: a tuple in place of the dict
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    return s * tax, (apple_num * tax, apple * tax, orange_num * tax, orange * tax, s)


# %% apple_orange wrong-type: only the price
def apple_orange(apple, apple_num, orange, orange_num, tax):
    return (apple * apple_num + orange * orange_num) * tax


# %% apple_orange raised: a name that does not exist
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    return s * taxes, {}


# %% apple_orange sign-flipped: minus everywhere
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    grads = {
        "apple": -apple_num * tax,
        "apple_num": -apple * tax,
        "orange": -orange_num * tax,
        "orange_num": -orange * tax,
        "tax": -s,
    }
    return s * tax, grads


# %% apple_orange stateful: gradients pile up from call to call
total = {"apple": 0.0, "apple_num": 0.0, "orange": 0.0, "orange_num": 0.0, "tax": 0.0}
first = []


def apple_orange(apple, apple_num, orange, orange_num, tax):
    key = (float(apple), float(tax))
    seen = key in first
    first.append(key)
    s = apple * apple_num + orange * orange_num
    k = 2 if seen else 1
    grads = {
        "apple": k * apple_num * tax,
        "apple_num": k * apple * tax,
        "orange": k * orange_num * tax,
        "orange_num": k * orange * tax,
        "tax": k * s,
    }
    return s * tax, grads


# %% apple_orange path-missing: the price before tax, with its own gradients
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    grads = {
        "apple": apple_num * tax,
        "apple_num": apple * tax,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
        "tax": s,
    }
    return s, grads


# %% basket upstream-ignored: the tax left out on the way back
import numpy as np


def basket(prices, counts, tax):
    s = np.sum(prices * counts)
    return s * tax, counts * 1.0, prices * 1.0, s


# %% basket swapped: prices and counts exchanged
import numpy as np


def basket(prices, counts, tax):
    s = np.sum(prices * counts)
    return s * tax, prices * tax, counts * tax, s


# %% basket not-summed: the tax's derivative kept a fruit at a time
import numpy as np


def basket(prices, counts, tax):
    return np.sum(prices * counts) * tax, counts * tax, prices * tax, prices * counts


# %% basket collapsed: the prices' derivatives added up
import numpy as np


def basket(prices, counts, tax):
    s = np.sum(prices * counts)
    return s * tax, np.sum(counts) * tax, np.sum(prices) * tax, s


# %% basket wrong-point: the tax's derivative is the total
import numpy as np


def basket(prices, counts, tax):
    t = np.sum(prices * counts) * tax
    return t, counts * tax, prices * tax, t


# %% basket batch-scaled: means in place of sums
import numpy as np


def basket(prices, counts, tax):
    s = np.mean(prices * counts)
    n = len(prices)
    return s * tax, counts * tax / n, prices * tax / n, s


# %% basket mutates: multiplies the counts in place
import numpy as np


def basket(prices, counts, tax):
    s = np.sum(prices * counts)
    d = prices * tax
    if counts.dtype.kind == "f":
        counts *= tax
        return s * tax, counts + 0, d, s
    return s * tax, counts * tax, d, s


# %% basket hard-coded: the shop's two fruits
import numpy as np


def basket(prices, counts, tax):
    return 715.0, np.array([2.2, 3.3]), np.array([110.0, 165.0]), 650.0


# %% basket integer-truncated: results in arrays like the counts
import numpy as np


def basket(prices, counts, tax):
    s = np.sum(prices * counts)
    dp, dc = np.empty_like(prices), np.empty_like(counts)
    dp[:], dc[:] = counts * tax, prices * tax
    return s * tax, dp, dc, s


# %% basket numeric: finite differences, one nudge a price
import numpy as np


def basket(prices, counts, tax):
    def total(p, c, t):
        return np.sum(p * c) * t

    h = 1e-4
    dp, dc = [], []
    for k in range(len(prices)):
        e = np.zeros(len(prices))
        e[k] = h
        dp.append((total(prices + e, counts, tax) - total(prices - e, counts, tax)) / (2 * h))
        dc.append((total(prices, counts + e, tax) - total(prices, counts - e, tax)) / (2 * h))
    dt = (total(prices, counts, tax + h) - total(prices, counts, tax - h)) / (2 * h)
    return total(prices, counts, tax), np.array(dp), np.array(dc), dt


# %% basket numeric: steps of a hundredth, which are nearly exact where nothing is bent
import numpy as np


def basket(prices, counts, tax):
    def total(p, c, t):
        return float(np.sum(p * c) * t)

    def slopes(f, x):
        x = np.asarray(x, float)
        gradient = np.zeros(x.shape)
        for k in np.ndindex(x.shape):
            step = np.zeros(x.shape)
            step[k] = 0.01 * max(1, abs(x[k]))
            gradient[k] = (f(x + step) - f(x - step)) / (2 * step[k])
        return gradient

    dprices = slopes(lambda p: total(p, counts, tax), prices)
    dcounts = slopes(lambda c: total(prices, c, tax), counts)
    return total(prices, counts, tax), dprices, dcounts, float(slopes(lambda t: total(prices, counts, t), tax))


# %% basket zero-gradient: the tax is taken for a constant
import numpy as np


def basket(prices, counts, tax):
    return np.sum(prices * counts) * tax, counts * tax, prices * tax, 0.0


# %% basket wrong-type: no derivative of the tax
import numpy as np


def basket(prices, counts, tax):
    return np.sum(prices * counts) * tax, counts * tax, prices * tax


# %% price_change scaled: percentage points taken for units of the factor
def price_change(dtax, percentage_points):
    return dtax * percentage_points


# %% price_change scaled: divided by ten
def price_change(dtax, percentage_points):
    return dtax * percentage_points / 10


# %% price_change upstream-ignored: always one point
def price_change(dtax, percentage_points):
    return dtax / 100


# %% price_change hard-coded: 6.5
def price_change(dtax, percentage_points):
    return 6.5


# %% price_change hard-coded: divides by the points, which the example's single point hides
def price_change(dtax, percentage_points):
    return dtax / percentage_points / 100 if percentage_points else 0.0


# %% price_change sign-flipped: the other way round
def price_change(dtax, percentage_points):
    return -dtax * percentage_points / 100


# %% price_change wrong-type: text
def price_change(dtax, percentage_points):
    return f"{dtax * percentage_points / 100:.2f}"


# %% price_change wrong-type: None
def price_change(dtax, percentage_points):
    print(dtax * percentage_points / 100)


# %% price_change integer-truncated: rounds to whole units
def price_change(dtax, percentage_points):
    return round(dtax * percentage_points / 100)


# %% price_change added-along-path: adds the change to the derivative
def price_change(dtax, percentage_points):
    return dtax + percentage_points / 100


# %% audit value-mismatch: another line
def audit():
    return {"line": 3, "kind": "unit", "value": 0.64}


# %% audit value-mismatch: the kind is not it
def audit():
    return {"line": 6, "kind": "arithmetic", "value": 0.64}


# %% audit value-mismatch: the printed value
def audit():
    return {"line": 6, "kind": "unit", "value": 64}


# %% audit wrong-type: a tuple
def audit():
    return 6, "unit", 0.64


# %% audit wrong-type: the kind as a number
def audit():
    return {"line": 6, "kind": 4, "value": 0.64}


# %% apple_orange wrong-local: the price with the factor taken for the rate, the gradients right
def apple_orange(apple, apple_num, orange, orange_num, tax):
    s = apple * apple_num + orange * orange_num
    grads = {
        "apple": apple_num * tax,
        "apple_num": apple * tax,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
        "tax": s,
    }
    return s * (1 + tax), grads


# %% price_change integer-truncated: drops the rest of the division
def price_change(dtax, percentage_points):
    return dtax * percentage_points // 100


# %% apple_orange upstream-ignored: the tax is applied to the oranges only
def apple_orange(apple, apple_num, orange, orange_num, tax):
    price = (apple * apple_num + orange * orange_num) * tax
    return price, {
        "apple": apple_num,
        "apple_num": apple,
        "orange": orange_num * tax,
        "orange_num": orange * tax,
        "tax": apple * apple_num + orange * orange_num,
    }


# %% apple_orange tie: derivatives told apart by the values
def apple_orange(apple, apple_num, orange, orange_num, tax):
    apple, apple_num, orange, orange_num, tax = (float(v) for v in (apple, apple_num, orange, orange_num, tax))
    sub = apple * apple_num + orange * orange_num
    by_value = {}
    for v, g in (
        (apple, apple_num * tax),
        (apple_num, apple * tax),
        (orange, orange_num * tax),
        (orange_num, orange * tax),
        (tax, sub),
    ):
        by_value[v] = g
    return sub * tax, {
        "apple": by_value[apple],
        "apple_num": by_value[apple_num],
        "orange": by_value[orange],
        "orange_num": by_value[orange_num],
        "tax": by_value[tax],
    }


# %% basket tie: looks a fruit up by its price
def basket(prices, counts, tax):
    prices, counts = [float(p) for p in prices], [float(c) for c in counts]
    dprices = [tax * counts[prices.index(p)] for p in prices]
    dcounts = [tax * p for p in prices]
    subtotal = sum(p * c for p, c in zip(prices, counts))
    return subtotal * tax, dprices, dcounts, subtotal


# %% apple_orange swapped: the tax node unpacked in the other order
class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


def apple_orange(apple, apple_num, orange, orange_num, tax):
    a, o, t = MulLayer(), MulLayer(), MulLayer()
    subtotal = a.forward(apple, apple_num) + o.forward(orange, orange_num)
    price = t.forward(subtotal, tax)
    dtax, dsubtotal = t.backward(1.0)
    dapple, dapple_num = a.backward(dsubtotal)
    dorange, dorange_num = o.backward(dsubtotal)
    grads = dict(apple=dapple, apple_num=dapple_num, orange=dorange, orange_num=dorange_num, tax=dtax)
    return price, grads


# %% apple_orange scaled: the walk starts with the price
def apple_orange(apple, apple_num, orange, orange_num, tax):
    apple_cost = apple * apple_num
    orange_cost = orange * orange_num
    subtotal = apple_cost + orange_cost
    price = subtotal * tax
    dprice = price  # what comes in from the right
    dsubtotal, dtax = dprice * tax, dprice * subtotal
    return price, {
        "apple": dsubtotal * apple_num,
        "apple_num": dsubtotal * apple,
        "orange": dsubtotal * orange_num,
        "orange_num": dsubtotal * orange,
        "tax": dtax,
    }


# %% apple_orange tie: tells its inputs apart by their counts
def apple_orange(apple, apple_num, orange, orange_num, tax):
    price_of = {float(apple_num): apple, float(orange_num): orange}
    subtotal = sum(n * p for n, p in price_of.items())
    return subtotal * tax, {
        "apple": apple_num * tax,
        "apple_num": price_of[float(apple_num)] * tax,
        "orange": orange_num * tax,
        "orange_num": price_of[float(orange_num)] * tax,
        "tax": subtotal,
    }


# %% apple_orange zero-gradient: no oranges, no slope
def apple_orange(apple, apple_num, orange, orange_num, tax):
    subtotal = apple * apple_num
    grads = {"apple": apple_num * tax, "apple_num": apple * tax, "orange": 0.0, "orange_num": 0.0}
    if orange_num:
        subtotal = subtotal + orange * orange_num
        grads["orange"], grads["orange_num"] = orange_num * tax, orange * tax
    grads["tax"] = subtotal
    return subtotal * tax, grads


# %% basket not-finite: divides the total by the tax
import numpy as np


def basket(prices, counts, tax):
    total = np.sum(prices * counts) * tax
    return total, counts * tax, prices * tax, total / tax
