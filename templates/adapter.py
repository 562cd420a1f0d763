"""An adapter for smoothproof in Python. Fill in run(); speak.py beside it does the talking.

    npx smoothproof conformance --exec "python adapter.py"
"""

from __future__ import annotations

from typing import Any

from speak import Skip, Tensor, serve

# Ids of the variants you implement: see npx smoothproof list.
VARIANTS = ["torch"]
# What your loss computes in: float32, float64, float16, bfloat16.
DTYPES = ["float32", "float64"]


def run(variant: str, options: dict[str, Any], inputs: dict[str, Tensor]) -> tuple[Any, Any]:
    """Your loss: options and inputs by name, the loss and its gradient back. Both may be numbers, lists of lists, or
    arrays of NumPy, PyTorch or JAX; inputs["logits"] has dtype, shape and data, and as an array .array() or .torch().

    The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. What is raised
    fails that one call, unless the reference refuses it too. Raise Skip for what your loss is not written for, such as
    weights, more axes or another reduction: a call that is skipped does not fail.
    """
    raise Skip("not written yet")


if __name__ == "__main__":
    serve("my-loss", "0.1.0", VARIANTS, run, DTYPES)
