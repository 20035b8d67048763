"""One training step of a network with one hidden layer: the reference implementation beside PyTorch, same threads.

Prints JSON: setting -> seconds of ours, seconds of PyTorch (absent where it is not installed). `--device cuda` compares
CuPy with PyTorch on a GPU. The step: forward, all gradients, and new parameters; softmax cross-entropy with
an L2 penalty, float32.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

os.environ.pop("OPENBLAS_CORETYPE", None)  # a preset one halves the speed of matrix products
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import numpy as np

from backprop_reference import gradients, sgd_step

NETWORKS = ((784, 256, 10), (4096, 4096, 1000))
BATCHES = (128, 1024)
RATE, PENALTY = 0.01, 1e-4
ROUNDS = 7


def problem(sizes: tuple[int, int, int], batch: int) -> tuple[dict[str, Any], Any, Any]:
    """Parameters, images and labels."""
    d, h, q = sizes
    rng = np.random.default_rng(0)
    normal = lambda *shape: rng.standard_normal(shape, dtype=np.float32)  # noqa: E731
    params = {"W1": normal(d, h) / np.float32(d**0.5), "b1": np.zeros(h, np.float32)}
    params |= {"W2": normal(h, q) / np.float32(h**0.5), "b2": np.zeros(q, np.float32)}
    return params, normal(batch, d), rng.integers(0, q, batch)


def ours(params: dict[str, Any], X: Any, labels: Any, device: str) -> Callable[[], None]:
    """A step of the reference."""
    if device == "cuda":
        import cupy as cp

        state = {name: cp.asarray(value) for name, value in params.items()}
        X, labels, wait = cp.asarray(X), cp.asarray(labels), cp.cuda.Device().synchronize
    else:
        state, wait = dict(params), lambda: None

    def step() -> None:
        _, grads = gradients(state, X, labels, PENALTY)
        state.update(sgd_step(state, grads, RATE))
        wait()

    return step


def theirs(params: dict[str, Any], X: Any, labels: Any, device: str) -> Callable[[], None] | None:
    """The same step in PyTorch, or None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    tensor = lambda array: torch.from_numpy(array.copy()).to(device)  # noqa: E731
    state = {name: tensor(value).requires_grad_() for name, value in params.items()}
    images, targets = tensor(X), tensor(labels)
    optimizer = torch.optim.SGD(state.values(), lr=RATE)

    def step() -> None:
        optimizer.zero_grad()
        hidden = torch.relu(images @ state["W1"] + state["b1"])
        loss = torch.nn.functional.cross_entropy(hidden @ state["W2"] + state["b2"], targets)
        (loss + PENALTY / 2 * sum((state[name] ** 2).sum() for name in ("W1", "W2"))).backward()
        optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()

    return step


def main() -> None:
    """Measure all settings, ours and theirs in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    device = parser.parse_args().device
    found = {}
    for sizes in NETWORKS:
        for batch in BATCHES:
            steps = [make(*problem(sizes, batch), device) for make in (ours, theirs)]
            times: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for step, taken in zip(steps, times, strict=True):
                    if step is not None:
                        start = time.perf_counter()
                        step()
                        taken.append(time.perf_counter() - start)
            name = f"{'-'.join(map(str, sizes))}, batch {batch}"
            found[name] = [statistics.median(taken[1:]) for taken in times if taken]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
