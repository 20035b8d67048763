# Right answers, however they are written. Each block is one submission: `# %% <exercise>: how`.

# %% topological_order: with a stack that knows what is done
def topological_order(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents)
    return order


# %% topological_order: counts who still waits, from the output down
from collections import Counter, deque


def topological_order(output):
    waiting, seen, stack = Counter(), {output}, [output]
    while stack:
        for parent, _ in stack.pop().parents:
            waiting[parent] += 1
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    order, ready = [], deque([output])
    while ready:
        node = ready.popleft()
        order.append(node)
        for parent, _ in node.parents:
            waiting[parent] -= 1
            if waiting[parent] == 0:
                ready.append(parent)
    return order[::-1]


# %% topological_order: generators on a stack, a tuple of nodes
def topological_order(output):
    print("walking", output)
    order, seen = [], {id(output)}
    stack = [(output, iter(output.parents))]
    while stack:
        node, parents = stack[-1]
        for parent, _ in parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                stack.append((parent, iter(parent.parents)))
                break
        else:
            order.append(node)
            stack.pop()
    return tuple(order)


# %% topological_order: sets of parents, in whatever order they come
def topological_order(output):
    children, parents, stack = {output: set()}, {}, [output]
    while stack:
        node = stack.pop()
        parents[node] = {parent for parent, _ in node.parents}
        for parent in parents[node]:
            if parent not in children:
                children[parent] = set()
                stack.append(parent)
            children[parent].add(node)
    missing = {node: len(above) for node, above in parents.items()}
    ready = {node for node, count in missing.items() if count == 0}
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for child in children[node]:
            missing[child] -= 1
            if not missing[child]:
                ready.add(child)
    return order


# %% topological_order: the standard library's
from graphlib import TopologicalSorter


def topological_order(output):
    above, stack = {}, [output]
    while stack:
        node = stack.pop()
        if node not in above:
            above[node] = [parent for parent, _ in node.parents]
            stack += above[node]
    return list(TopologicalSorter(above).static_order())


# %% topological_order: recursion with room enough
import sys


def topological_order(output):
    order, seen, limit = [], set(), sys.getrecursionlimit()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    sys.setrecursionlimit(100_000)
    try:
        visit(output)
    finally:
        sys.setrecursionlimit(limit)
    return order


# %% backward: with the order of the exercise before
def topological_order(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
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


# %% backward: counts who has not reported yet
from collections import Counter


def backward(output):
    waiting, seen, stack = Counter(), {output}, [output]
    while stack:
        for parent, _ in stack.pop().parents:
            waiting[parent] += 1
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    grads = dict.fromkeys(seen, 0.0)
    grads[output] = 1.0
    ready = [output]
    while ready:
        node = ready.pop()
        for parent, local in node.parents:
            grads[parent] += local * grads[node]
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    for node, grad in grads.items():
        node.grad = grad


# %% backward: pulls from the children, remembered
import numpy as np


def backward(output):
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents)
    above = {node: [] for node in order}
    for node in order:
        for parent, local in node.parents:
            above[parent].append((node, local))
    output.grad = np.float64(1.0)
    for node in order[-2::-1]:
        node.grad = np.sum([child.grad * local for child, local in above[node]])
    return output.grad


# %% backward: a heap of depths, marks on the nodes, and a print
import heapq


def backward(output):
    print("backward from", output)
    depth, counts, stack = {output: 0}, {}, [output]
    while stack:
        node = stack.pop()
        for parent, _ in node.parents:
            counts[parent] = counts.get(parent, 0) + 1
            if parent not in depth:
                depth[parent] = 0
                stack.append(parent)
    for node in depth:
        node.grad, node.pending = 0.0, counts.get(node, 0)
    output.grad = 1.0
    number, heap = 1, [(0, 0, output)]
    while heap:
        _, _, node = heapq.heappop(heap)
        for parent, local in node.parents:
            parent.grad = parent.grad + node.grad * local
            parent.pending -= 1
            if parent.pending == 0:
                heapq.heappush(heap, (number, number, parent))
                number += 1
