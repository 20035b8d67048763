# Wrong answers to sgd_step and memory_floats.

# %% sgd_step sign-flipped: climbs
def sgd_step(params, grads, lr):
    return {name: p + lr * g for name, p in params.items() for g in [grads[name]]}


# %% sgd_step scaled: lr is forgotten
def sgd_step(params, grads, lr):
    return {name: p - g for name, p in params.items() for g in [grads[name]]}


# %% sgd_step wrong-point: subtracts the parameter
def sgd_step(params, grads, lr):
    return {name: p - lr * p for name, p in params.items() for g in [grads[name]]}


# %% sgd_step path-missing: the step without the old value
def sgd_step(params, grads, lr):
    return {name: -lr * g for name, p in params.items() for g in [grads[name]]}


# %% sgd_step batch-scaled: divided by the rows
def sgd_step(params, grads, lr):
    return {name: p - lr * g / len(p) for name, p in params.items() for g in [grads[name]]}


# %% sgd_step wrong-local: the sign of the gradient
import numpy as np


def sgd_step(params, grads, lr):
    return {name: p - lr * np.sign(g) for name, p in params.items() for g in [grads[name]]}


# %% sgd_step wrong-local: gradients of length one
import numpy as np


def sgd_step(params, grads, lr):
    return {name: p - lr * g / np.linalg.norm(g) for name, p in params.items() for g in [grads[name]]}


# %% sgd_step penalty-scaled: weight decay on top
def sgd_step(params, grads, lr):
    return {name: (1 - lr) * p - lr * g for name, p in params.items() for g in [grads[name]]}


# %% sgd_step path-missing: biases stay
def sgd_step(params, grads, lr):
    return {name: p - lr * g if name.startswith("W") else p.copy() for name, p in params.items() for g in [grads[name]]}


# %% sgd_step path-missing: matrices stay
def sgd_step(params, grads, lr):
    return {name: p - lr * g if name.startswith("b") else p.copy() for name, p in params.items() for g in [grads[name]]}


# %% sgd_step path-mixed: two steps at once
def sgd_step(params, grads, lr):
    return {name: p - lr * g - lr * g for name, p in params.items() for g in [grads[name]]}


# %% sgd_step scaled: the gradients are clipped by their size
def sgd_step(params, grads, lr):
    return {name: p - lr * g / max(1.0, 2 * abs(g).max()) for name, p in params.items() for g in [grads[name]]}


# %% sgd_step wrong-local: multiplied in
def sgd_step(params, grads, lr):
    return {name: p * (1 - lr * g) for name, p in params.items() for g in [grads[name]]}


# %% sgd_step swapped: parameters and gradients change places
def sgd_step(params, grads, lr):
    return {name: g - lr * p for name, p in params.items() for g in [grads[name]]}


# %% sgd_step scaled: a rate of its own
def sgd_step(params, grads, lr):
    return {name: p - 0.01 * g for name, p in params.items() for g in [grads[name]]}


# %% sgd_step collapsed: adds up the gradient
def sgd_step(params, grads, lr):
    return {name: (p - lr * g).sum() for name, p in params.items() for g in [grads[name]]}


# %% sgd_step transposed: turned on their side
def sgd_step(params, grads, lr):
    return {name: (p - lr * g).T for name, p in params.items() for g in [grads[name]]}


# %% sgd_step mutates: in place
def sgd_step(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name]
    return params


# %% sgd_step mutates: a copy of the dict, not of the arrays
def sgd_step(params, grads, lr):
    new = dict(params)
    for name in new:
        new[name] -= lr * grads[name]
    return new


# %% sgd_step mutates: the arrays are new, the dict is the caller's
def sgd_step(params, grads, lr):
    for name in params:
        params[name] = params[name] - lr * grads[name]
    return params


# %% sgd_step mutates: scales the gradients in place
import copy


def sgd_step(params, grads, lr):
    new = copy.deepcopy(params)
    for name in new:
        if grads[name].dtype.kind == "f":
            grads[name] *= lr
            new[name] = new[name] - grads[name]
        else:
            new[name] = new[name] - lr * grads[name]
    return new


# %% sgd_step zero-gradient: binds a name and changes nothing
def sgd_step(params, grads, lr):
    new = {name: value.copy() for name, value in params.items()}
    for name in new:
        value = new[name]
        value = value - lr * grads[name]
    return new


# %% sgd_step zero-gradient: hands the caller's dict back as it was
def sgd_step(params, grads, lr):
    for name, value in params.items():
        value = value - lr * grads[name]
    return params


# %% sgd_step stateful: momentum
import numpy as np

VELOCITY = {}


def sgd_step(params, grads, lr):
    new = {}
    for name in params:
        VELOCITY[name] = 0.9 * VELOCITY.get(name, 0) + grads[name]
        new[name] = params[name] - lr * VELOCITY[name]
    return new


# %% sgd_step integer-truncated: keeps the type of the parameters
import numpy as np


def sgd_step(params, grads, lr):
    new = {}
    for name in params:
        new[name] = np.array(params[name])
        new[name][...] = new[name] - lr * grads[name]
    return new


# %% sgd_step wrong-type: a list
def sgd_step(params, grads, lr):
    return [params[name] - lr * grads[name] for name in params]


# %% sgd_step wrong-type: nothing
def sgd_step(params, grads, lr):
    new = {name: params[name] - lr * grads[name] for name in params}


# %% sgd_step wrong-type: the matrices alone
def sgd_step(params, grads, lr):
    return {name: params[name] - lr * grads[name] for name in ("W1", "W2")}


# %% sgd_step raised: subtracts dicts
def sgd_step(params, grads, lr):
    return params - lr * grads


# %% sgd_step not-implemented: the stub
def sgd_step(params, grads, lr):
    raise NotImplementedError("sgd_step")


# %% sgd_step stateful: the first parameters it ever saw
FIRST = {}


def sgd_step(params, grads, lr):
    key = tuple(float(p.sum()) for p in grads.values())
    FIRST.setdefault("params", params)
    FIRST["count"] = FIRST.get("count", 0) + 1
    return {name: params[name] - lr * grads[name] * FIRST["count"] for name in params}


# %% memory_floats swapped: the wrong order
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return prediction, training


# %% memory_floats path-missing: no biases
def memory_floats(n, d, h, q):
    P = d * h + h * q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats path-missing: no gradients
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = P + n * (d + 2 * h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats path-missing: h is not kept
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats path-missing: o is not kept
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats path-missing: x is not kept
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (2 * h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats single-sample: one sample in training
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + (d + 2 * h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats single-sample: one sample in both
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + d + 2 * h + q
    prediction = P + max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats single-sample: one sample in prediction
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = P + max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats single-sample: parameters for every sample
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = n * (2 * P + d + 2 * h + q)
    prediction = n * (P + max(d + h, 2 * h, h + q))
    return training, prediction


# %% memory_floats path-mixed: prediction keeps everything
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = P + n * (d + 2 * h + q)
    return training, prediction


# %% memory_floats path-missing: the activation is not a layer
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = P + n * max(d + h, h + q)
    return training, prediction


# %% memory_floats path-missing: one layer at a time, not two
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = P + n * max(d, h, q)
    return training, prediction


# %% memory_floats path-missing: prediction without parameters
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats path-mixed: gradients for prediction
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = 2 * P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats scaled: bytes
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = 2 * P + n * (d + 2 * h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return 4 * training, 4 * prediction


# %% memory_floats path-missing: training without parameters
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    training = n * (d + 2 * h + q)
    prediction = P + n * max(d + h, 2 * h, h + q)
    return training, prediction


# %% memory_floats wrong-type: one number
def memory_floats(n, d, h, q):
    return 2 * (d * h + h + h * q + q) + n * (d + 2 * h + q)


# %% memory_floats wrong-type: nothing
def memory_floats(n, d, h, q):
    print(2 * (d * h + h + h * q + q) + n * (d + 2 * h + q))


# %% memory_floats hard-coded: the first example
def memory_floats(n, d, h, q):
    return 214, 132


# %% memory_floats value-mismatch: one too many
def memory_floats(n, d, h, q):
    P = d * h + h + h * q + q
    return 2 * P + n * (d + 2 * h + q) + 1, P + n * max(d + h, 2 * h, h + q)


# %% memory_floats raised: a name that is not there
def memory_floats(n, d, h, q):
    return 2 * P, P


# %% memory_floats not-implemented: the stub
def memory_floats(n, d, h, q):
    raise NotImplementedError("memory_floats")


# %% sgd_step aliases: hands the old arrays back when there is no step to take
def sgd_step(params, grads, lr):
    if lr == 0:
        return dict(params)
    return {k: params[k] - lr * grads[k] for k in params}


# %% sgd_step raised: knows four names only
def sgd_step(params, grads, lr):
    W1 = params["W1"] - lr * grads["W1"]
    b1 = params["b1"] - lr * grads["b1"]
    W2 = params["W2"] - lr * grads["W2"]
    b2 = params["b2"] - lr * grads["b2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


# %% sgd_step swapped: pairs parameters and gradients by their places
def sgd_step(params, grads, lr):
    return {name: old - lr * slope for (name, old), slope in zip(params.items(), grads.values())}
