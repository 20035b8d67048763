# Wrong answers on products with a Jacobian. Each block: `# %% <exercise> <code it must get first>: what it does`.

# %% vjp square-only: the transpose forgotten
def vjp(jacobian, dout):
    return jacobian @ dout


# %% vjp transposed: transposes only where the shapes would not fit otherwise
def vjp(jacobian, dout):
    return jacobian @ dout if jacobian.shape[1] == len(dout) else jacobian.T @ dout


# %% vjp upstream-ignored: adds up the columns
def vjp(jacobian, dout):
    return jacobian.sum(axis=0)


# %% vjp not-summed: products that are not added
import numpy as np


def vjp(jacobian, dout):
    return jacobian * dout[:, None]


# %% vjp not-summed: the same, turned
def vjp(jacobian, dout):
    return jacobian.T * dout


# %% vjp batch-scaled: the mean over the outputs
import numpy as np


def vjp(jacobian, dout):
    return np.mean(jacobian * dout[:, None], axis=0)


# %% vjp collapsed: added along the wrong axis
import numpy as np


def vjp(jacobian, dout):
    return np.sum(jacobian * dout[:, None], axis=1)


# %% vjp collapsed: everything added
import numpy as np


def vjp(jacobian, dout):
    return np.sum(jacobian.T @ dout)


# %% vjp sign-flipped: minus
def vjp(jacobian, dout):
    return -(jacobian.T @ dout)


# %% vjp wrong-shape: a column
def vjp(jacobian, dout):
    return jacobian.T @ dout.reshape(-1, 1)


# %% vjp wrong-shape: a row
def vjp(jacobian, dout):
    return dout[None, :] @ jacobian


# %% vjp mutates: weighs the rows in place
def vjp(jacobian, dout):
    for k in range(len(dout)):
        jacobian[k] *= dout[k]
    return jacobian.sum(axis=0)


# %% vjp integer-truncated: an array like the Jacobian
import numpy as np


def vjp(jacobian, dout):
    out = np.zeros(jacobian.shape[1], dtype=jacobian.dtype)
    for j in range(jacobian.shape[1]):
        out[j] = jacobian[:, j] @ dout
    return out


# %% vjp square-only: loops with the sizes exchanged
import numpy as np


def vjp(jacobian, dout):
    n = len(dout)
    out = np.zeros(n)
    for j in range(n):
        for i in range(n):
            out[j] += jacobian[i, j] * dout[i]
    return out


# %% vjp zero-gradient: starts over in every turn
import numpy as np


def vjp(jacobian, dout):
    out = np.zeros(jacobian.shape[1])
    for row, up in zip(jacobian, dout):
        out + row * up
    return out


# %% vjp path-missing: only the last output
import numpy as np


def vjp(jacobian, dout):
    for row, up in zip(jacobian, dout):
        out = row * up
    return out


# %% vjp wrong-type: nothing
def vjp(jacobian, dout):
    jacobian.T @ dout


# %% relu_vjp materialises: the matrix is written out
import numpy as np


def relu_vjp(dout, x):
    return np.diag((x > 0).astype(float)).T @ dout


# %% relu_vjp materialises: an identity matrix, masked
import numpy as np


def relu_vjp(dout, x):
    n = len(x)
    J = np.eye(n, dtype=np.float32)
    J[x <= 0] = 0
    return dout @ J


# %% relu_vjp materialises: a table of booleans
import numpy as np


def relu_vjp(dout, x):
    J = np.eye(len(x), dtype=bool) & (np.asarray(x) > 0)[:, None]
    return np.where(J, np.asarray(dout)[:, None], 0.0).sum(axis=0)


# %% relu_vjp gate-on-upstream: relu of dout
import numpy as np


def relu_vjp(dout, x):
    return np.maximum(dout, 0)


# %% relu_vjp gate-on-upstream: the mask of dout
import numpy as np


def relu_vjp(dout, x):
    return np.where(dout > 0, dout, 0.0) * (x > 0)


# %% relu_vjp wrong-local: inverted mask
import numpy as np


def relu_vjp(dout, x):
    return np.where(x > 0, 0.0, dout)


# %% relu_vjp wrong-local: multiplies by relu(x)
import numpy as np


def relu_vjp(dout, x):
    return dout * np.maximum(x, 0)


# %% relu_vjp wrong-local: multiplies by x
def relu_vjp(dout, x):
    return dout * x


# %% relu_vjp upstream-ignored: only the mask
def relu_vjp(dout, x):
    return (x > 0).astype(float)


# %% relu_vjp local-ignored: everything passes
def relu_vjp(dout, x):
    return 1.0 * dout


# %% relu_vjp kink: slope 1 at zero
def relu_vjp(dout, x):
    return dout * (x >= 0)


# %% relu_vjp mutates: clears dout
def relu_vjp(dout, x):
    dout[x <= 0] = 0
    return dout


# %% relu_vjp sign-flipped: minus
def relu_vjp(dout, x):
    return -dout * (x > 0)


# %% relu_vjp added-along-path: adds the slope
def relu_vjp(dout, x):
    return dout + (x > 0)


# %% relu_vjp wrong-shape: the weighed matrix, summed into a row
import numpy as np


def relu_vjp(dout, x):
    return (dout * (x > 0))[None, :]


# %% relu_vjp zero-gradient: compares the wrong way and keeps nothing
import numpy as np


def relu_vjp(dout, x):
    return np.zeros_like(np.asarray(dout, dtype=float))


# %% relu_vjp stateful: remembers the first mask
_mask = []


def relu_vjp(dout, x):
    if not _mask or len(_mask[0]) != len(x):
        _mask[:] = [x > 0]
        return dout * _mask[0]
    return dout * _mask.pop() * 0.5


# %% softmax_vjp materialises: the matrix is written out
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return (np.diag(y) - np.outer(y, y)).T @ dout


# %% softmax_vjp materialises: the outer product alone
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y * dout - np.outer(y, y) @ dout


# %% softmax_vjp path-missing: only the diagonal
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return dout * y * (1 - y)


# %% softmax_vjp path-missing: the sum held fixed
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    return dout * e / e.sum()


# %% softmax_vjp path-missing: the coupling alone
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return -y * (y @ dout)


# %% softmax_vjp wrong-local: the plain sum of dout
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y * (dout - dout.sum())


# %% softmax_vjp wrong-local: the plain mean of dout
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y * (dout - dout.mean())


# %% softmax_vjp wrong-local: plus
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y * (dout + np.dot(dout, y))


# %% softmax_vjp wrong-local: the factor in front is missing
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return dout - np.dot(dout, y)


# %% softmax_vjp wrong-local: the sum taken off the products
import numpy as np


def softmax_vjp(dout, z):
    powers = np.exp(z - z.max())
    shares = powers / powers.sum()
    return shares * dout - np.sum(shares * dout)


# %% softmax_vjp wrong-local: share and upstream exchanged
import numpy as np


def softmax_vjp(dout, z):
    powers = np.exp(z - z.max())
    shares = powers / powers.sum()
    return dout * (shares - np.sum(shares * dout))


# %% softmax_vjp wrong-local: the shares taken off
import numpy as np


def softmax_vjp(dout, z):
    powers = np.exp(z - z.max())
    shares = powers / powers.sum()
    return shares * (dout - shares)


# %% softmax_vjp wrong-point: at the logits
import numpy as np


def softmax_vjp(dout, z):
    return z * (dout - np.dot(dout, z))


# %% softmax_vjp sign-flipped: the other way round
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y * (np.dot(dout, y) - dout)


# %% softmax_vjp unstable: the plain formula inside
import numpy as np


def softmax_vjp(dout, z):
    y = np.exp(z) / np.exp(z).sum()
    return y * (dout - np.dot(dout, y))


# %% softmax_vjp mutates: takes off the maximum in place
import numpy as np


def softmax_vjp(dout, z):
    z -= z.max()
    y = np.exp(z)
    y /= y.sum()
    return y * (dout - np.dot(dout, y))


# %% softmax_vjp numeric: nudges every entry
import numpy as np


def _softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def softmax_vjp(dout, z, h=1e-6):
    z = np.asarray(z, dtype=float)
    if len(z) > 100:
        y = _softmax(z)
        return y * (dout - np.dot(y, dout))
    dz = np.zeros(len(z))
    for k in range(len(z)):
        d = np.zeros(len(z))
        d[k] = h
        dz[k] = np.sum(dout * (_softmax(z + d) - _softmax(z - d))) / (2 * h)
    return dz


# %% softmax_vjp zero-gradient: the upstream gradient taken for ones
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y - y * y.sum()


# %% softmax_vjp local-ignored: hands dout on
def softmax_vjp(dout, z):
    return dout * 1.0


# %% softmax_vjp collapsed: one number
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y @ dout


# %% softmax_vjp wrong-type: two results
import numpy as np


def softmax_vjp(dout, z):
    e = np.exp(z - np.max(z))
    y = e / e.sum()
    return y, y * (dout - np.dot(dout, y))


# %% softmax_vjp wrong-point: the arguments in another order
import numpy as np


def softmax_vjp(z, dout):
    q = np.exp(z - z.max())
    y = q / q.sum()
    return y * (dout - np.dot(y, dout))


# %% softmax_vjp not-finite: divides by dout
import numpy as np


def softmax_vjp(dout, z):
    q = np.exp(z - z.max())
    y = q / q.sum()
    t = y * dout
    return t * (1 - t.sum() / dout)


# %% vjp value-mismatch: back with the inverse
import numpy as np


def vjp(jacobian, dout):
    # backwards = undo the matrix
    return np.linalg.pinv(jacobian) @ dout


# %% relu_vjp kink: open from a hair on
def relu_vjp(dout, x):
    return dout * (x > 1e-10)
