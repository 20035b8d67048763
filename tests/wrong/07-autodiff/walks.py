# Wrong answers to topological_order and backward. Each block is one submission: `# %% <exercise> <code it must get first>: what it does`.

# %% topological_order order-dependent: the output first
def topological_order(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for parent, _ in node.parents:
                stack.append((parent, False))
    return order[::-1]


# %% topological_order order-dependent: lists a node when it is met, reversed at the end
def topological_order(output):
    order, seen, stack = [], set(), [output]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        stack += [parent for parent, _ in node.parents]
    return order[::-1]


# %% topological_order order-dependent: breadth first, reversed
from collections import deque


def topological_order(output):
    order, seen, queue = [output], {output}, deque([output])
    while queue:
        for parent, _ in queue.popleft().parents:
            if parent not in seen:
                seen.add(parent)
                order.append(parent)
                queue.append(parent)
    order.reverse()
    return order


# %% topological_order path-mixed: nobody notes where the walk has been
def topological_order(output):
    order, queue = [], [output]
    for node in queue:
        order.insert(0, node)
        queue.extend(parent for parent, _ in node.parents)
    return order


# %% topological_order path-missing: the output is not on the list
def topological_order(output):
    order, seen, stack = [], {output}, [(parent, False) for parent, _ in output.parents]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return order


# %% topological_order path-missing: the inputs alone
def topological_order(output):
    found, seen, stack = [], set(), [output]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += [parent for parent, _ in node.parents]
            if not node.parents:
                found.append(node)
    return found


# %% topological_order path-missing: the first parent only
def topological_order(output):
    order = [output]
    while order[0].parents:
        order.insert(0, order[0].parents[0][0])
    return order


# %% topological_order tie: nodes with the same value are taken for the same node
def topological_order(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node.value not in seen:
            seen.add(node.value)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return order


# %% topological_order raised: a recursion too deep for the long chain
def topological_order(output):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    return order


# %% topological_order stateful: leaves its marks on the nodes
def topological_order(output):
    order, stack = [], [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif not getattr(node, "visited", False):
            node.visited = True
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return order


# %% topological_order stateful: remembers in a default argument where it has been
def topological_order(output, seen=set()):
    order, stack = [], [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return order


# %% topological_order timeout: along every path
def topological_order(output):
    deepest, stack = {}, [(output, 0)]
    while stack:
        node, depth = stack.pop()
        deepest[node] = max(depth, deepest.get(node, 0))
        stack += [(parent, depth + 1) for parent, _ in node.parents]
    return sorted(deepest, key=deepest.get, reverse=True)


# %% topological_order wrong-type: prints and returns nothing
def topological_order(output):
    print([node for node, _ in output.parents])


# %% topological_order wrong-type: values in place of nodes
def topological_order(output):
    return [node.value for node, _ in output.parents] + [output.value]


# %% topological_order wrong-type: the pairs in place of nodes
def topological_order(output):
    return [*output.parents, (output, 1.0)]


# %% topological_order mutates: takes the graph apart
def topological_order(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
            node.parents = ()
    return order


# %% topological_order not-implemented: the stub
def topological_order(output):
    raise NotImplementedError("exercise 7.1: topological_order")


# %% backward path-missing: the last path overwrites the others
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad = node.grad * local


# %% backward path-missing: each distinct parent once
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in dict(node.parents).items():
            parent.grad += node.grad * local


# %% backward path-missing: only the first to arrive is kept
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        node.grad = None
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            if parent.grad is None:
                parent.grad = node.grad * local


# %% backward path-mixed: the mean over the paths
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    shares = {node: [] for node in order}
    shares[output] = [1.0]
    for node in reversed(order):
        node.grad = sum(shares[node]) / len(shares[node])
        for parent, local in node.parents:
            shares[parent].append(node.grad * local)


# %% backward path-mixed: multiplies the paths
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        node.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad *= node.grad * local


# %% backward order-dependent: walks from the inputs to the output
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in order:
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward order-dependent: passes on at once, for every path, what has gathered so far
def backward(output):
    nodes, stack = {output}, [output]
    while stack:
        for parent, _ in stack.pop().parents:
            if parent not in nodes:
                nodes.add(parent)
                stack.append(parent)
    for node in nodes:
        node.grad = 0.0
    output.grad = 1.0
    if len(nodes) > 1000:
        return

    def push(node):
        for parent, local in node.parents:
            parent.grad += node.grad * local
            push(parent)

    push(output)


# %% backward order-dependent: depth first, each node once
def backward(output):
    nodes, stack = {output}, [output]
    while stack:
        for parent, _ in stack.pop().parents:
            if parent not in nodes:
                nodes.add(parent)
                stack.append(parent)
    for node in nodes:
        node.grad = 0.0
    output.grad = 1.0
    seen, stack = set(), [output]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        for parent, local in node.parents:
            parent.grad += node.grad * local
            stack.append(parent)


# %% backward order-dependent: depth first with recursion, parents from the left
import sys


def backward(output):
    sys_limit = sys.getrecursionlimit()
    nodes, stack = {output}, [output]
    while stack:
        for parent, _ in stack.pop().parents:
            if parent not in nodes:
                nodes.add(parent)
                stack.append(parent)
    for node in nodes:
        node.grad = 0.0
    output.grad = 1.0
    seen = set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent, local in node.parents:
            parent.grad += node.grad * local
        for parent, _ in node.parents:
            visit(parent)

    visit(output)


# %% backward order-dependent: breadth first, each node once
from collections import deque


def backward(output):
    nodes, stack = {output}, [output]
    while stack:
        for parent, _ in stack.pop().parents:
            if parent not in nodes:
                nodes.add(parent)
                stack.append(parent)
    for node in nodes:
        node.grad = 0.0
    output.grad = 1.0
    seen, queue = {output}, deque([output])
    while queue:
        node = queue.popleft()
        for parent, local in node.parents:
            parent.grad += node.grad * local
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)


# %% backward order-dependent: post-order, each node passes on after its parents
def backward(output):
    seen = set()

    def zero(node):
        stack = [node]
        while stack:
            one = stack.pop()
            if one not in seen:
                seen.add(one)
                one.grad = 0.0
                stack += [parent for parent, _ in one.parents]

    zero(output)
    output.grad = 1.0
    if len(seen) > 900:
        return
    done = set()

    def visit(node):
        if node in done:
            return
        done.add(node)
        for parent, _ in node.parents:
            visit(parent)
        for parent, local in node.parents:
            parent.grad += node.grad * local

    visit(output)


# %% backward zero-gradient: the walk begins with nothing
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward zero-gradient: returns the gradients and sets none
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    grads = dict.fromkeys(order, 0.0)
    grads[output] = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            grads[parent] += grads[node] * local
    return grads


# %% backward zero-gradient: only the inputs of the graph get theirs
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    grads = dict.fromkeys(order, 0.0)
    grads[output] = 1.0
    for node in reversed(order):
        node.grad = grads[node] if not node.parents else 0.0
        for parent, local in node.parents:
            grads[parent] += grads[node] * local


# %% backward scaled: begins with the value of the output
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = output.value
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward sign-flipped: begins with minus one
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = -1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward local-ignored: hands the gradient on as it is
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad


# %% backward upstream-ignored: adds up local gradients
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += local


# %% backward added-along-path: adds where it should multiply
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad + local


# %% backward wrong-local: the parent's value in place of the local gradient
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * parent.value


# %% backward tie: nodes with the same value are taken for the same node
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node.value not in seen:
            seen.add(node.value)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward stateful: nothing is set to zero
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward stateful: only the inputs are set to zero
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        if not node.parents:
            node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward stateful: only the inner nodes are set to zero
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    for node in order:
        if node.parents:
            node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward stateful: keeps the order of the first graph it has seen at a node
orders = {}


def backward(output):
    if id(output) in orders:
        return
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    orders[id(output)] = order
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward raised: recursion in the topological sort
def backward(output):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward timeout: every path on its own
def backward(output):
    nodes, stack = {output}, [output]
    while stack:
        for parent, _ in stack.pop().parents:
            if parent not in nodes:
                nodes.add(parent)
                stack.append(parent)
    for node in nodes:
        node.grad = 0.0
    work = [(output, 1.0)]
    while work:
        node, grad = work.pop()
        node.grad += grad
        for parent, local in node.parents:
            work.append((parent, grad * local))


# %% backward mutates: eats the parents
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0.0
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local
        node.parents = []


# %% backward raised: takes a parent for a node
def backward(output):
    output.grad = 1.0
    for parent in output.parents:
        parent.grad += output.grad


# %% backward wrong-type: complex numbers
def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            node.grad = 0j
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward order-dependent: from the inputs up
def topological_order(output):
    order, listed, stack = [], set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if node in listed:
            continue
        if ready:
            listed.add(node)
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents)
    return order


def backward(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in order:
        for parent, local in node.parents:
            parent.grad += node.grad * local


# %% backward zero-gradient: frees what lies between
def topological_order(output):
    order, listed, stack = [], set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if node in listed:
            continue
        if ready:
            listed.add(node)
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents)
    return order


def backward(output):
    order = topological_order(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += node.grad * local
        if node.parents and node is not output:
            node.grad = 0.0  # only the inputs need one


# %% topological_order stateful: one list for all calls
order = []


def topological_order(output):
    order.clear()
    listed, stack = set(), [(output, False)]
    while stack:
        node, ready = stack.pop()
        if node in listed:
            continue
        if ready:
            listed.add(node)
            order.append(node)
        else:
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents)
    return order


# %% backward value-mismatch: never comes back from a share of 0
def backward(output):
    waiting, stack, seen = {}, [output], {output}
    while stack:
        node = stack.pop()
        node.grad = 0.0
        for parent, _ in node.parents:
            waiting[parent] = waiting.get(parent, 0) + 1
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    output.grad = 1.0
    ready = [output]
    while ready:
        node = ready.pop()
        if node.grad == 0:  # nothing to hand on
            continue
        for parent, local in node.parents:
            parent.grad += node.grad * local
            waiting[parent] -= 1
            if waiting[parent] == 0:
                ready.append(parent)
