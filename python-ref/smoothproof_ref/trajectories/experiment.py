"""One training run: a small network, its data, the order of its batches, and plain gradient descent.

The network is the same for all: ``logits = act(z @ K1 + b1) @ K2 + b2``. Its input z is either a row of features or the
embeddings of the letters around a position, side by side. Kernels are stored as [in, out], as Keras and TensorFlow.js
have them; torch keeps the transpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np

from smoothproof_ref.draws import Draws

# Initial weights are integers times this: exact in float32, the same in every language.
_GRID = 12
EMBEDDING_LIMIT = 0.5


@dataclass(frozen=True)
class Embedding:
    """A table of ``width`` numbers for each of ``symbols`` symbols; an input is a window of symbols."""

    symbols: int
    width: int
    window: int


@dataclass(frozen=True)
class Network:
    """``inputs`` features (those of the window side by side where there is an embedding) to ``classes`` logits."""

    inputs: int
    hidden: int
    activation: str
    classes: int
    embedding: Embedding | None = None

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Every parameter and its shape, in the order of the network."""
        table = {"embedding": (self.embedding.symbols, self.embedding.width)} if self.embedding else {}
        return {
            **table,
            "hidden.kernel": (self.inputs, self.hidden),
            "hidden.bias": (self.hidden,),
            "output.kernel": (self.hidden, self.classes),
            "output.bias": (self.classes,),
        }


@dataclass(frozen=True)
class Training:
    """Plain stochastic gradient descent: weights -= learningRate * gradient, batch after batch."""

    learning_rate: float
    epochs: int
    batch_size: int
    order: list[list[int]] | None
    """One permutation of the samples per epoch; None: every epoch in the order of the data."""


@dataclass(frozen=True)
class Experiment:
    """One golden run; ``x`` and ``target`` are what the network sees, ``samples`` what the file says about them."""

    name: str
    title: str
    about: dict[str, Any]
    network: Network
    training: Training
    x: np.ndarray
    """float32 [N, inputs], or int64 [N, T, window] of symbols."""
    target: np.ndarray
    """int64 [N] or [N, T]."""
    samples: list[dict[str, Any]] = field(repr=False)
    data: dict[str, Any]
    """How the samples become x and target, in words and numbers."""
    ignore_index: int | None = None

    @cached_property
    def initial(self) -> dict[str, np.ndarray]:
        """Weights uniform in +-sqrt(6 / (in + out)), biases 0: float32, on a grid of 2^-12."""
        return {name: self._drawn(name, shape) for name, shape in self.network.shapes().items()}

    def _drawn(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        if name.endswith("bias"):
            return np.zeros(shape, np.float32)
        limit = EMBEDDING_LIMIT if name == "embedding" else sqrt(6 / sum(shape))
        bound = round(limit * 2**_GRID)
        draws = Draws(f"trajectories/{self.name}", name)
        values = [draws.dyadic(-bound, bound, -_GRID) for _ in range(int(np.prod(shape)))]
        return np.array(values, np.float32).reshape(shape)

    def batches(self) -> list[list[int]]:
        """The samples of every step."""
        size, count = self.training.batch_size, len(self.samples)
        epochs = self.training.order or [list(range(count))] * self.training.epochs
        return [epoch[start : start + size] for epoch in epochs for start in range(0, count, size)]


def shuffled(name: str, epoch: int, count: int) -> list[int]:
    """A permutation by Fisher and Yates' method, from the integer generator."""
    draws = Draws(f"trajectories/{name}", f"order {epoch}")
    order = list(range(count))
    for at in range(count - 1, 0, -1):
        other = draws.integer(0, at)
        order[at], order[other] = order[other], order[at]
    return order
