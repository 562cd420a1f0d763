"""optax.softmax_cross_entropy of optax.smooth_labels, as its documentation combines them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import optax
from on_jax import DTYPES, loss_and_gradient
from arrays import Arrays, serve


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Losses of the rows, and their gradient in the logits."""
    axis, alpha = options.get("axis", -1), options["labelSmoothing"]
    return loss_and_gradient(
        inputs,
        lambda logits, target: optax.softmax_cross_entropy(
            logits, optax.smooth_labels(target, alpha, axis=axis), axis=axis
        ),
    )


if __name__ == "__main__":
    serve("optax", version("optax"), ["optax"], run, dtypes=DTYPES)
