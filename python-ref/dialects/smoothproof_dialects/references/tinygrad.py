"""tinygrad's Tensor.cross_entropy and sparse_categorical_crossentropy, as installed, on its Python device."""

from __future__ import annotations

import numpy as np
from smoothproof_ref.references.wire import Case, decode, phase, take_options
from tinygrad import Tensor

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
    logits, target = Tensor(inputs["logits"].copy()), Tensor(inputs["target"].copy())
    with phase("call"):
        loss = getattr(logits, METHODS[case["variant"]])(target, **options)
        value = np.array(loss.numpy())
    with phase("backward"):
        upstream = Tensor(inputs["upstream"].copy()) if "upstream" in inputs else Tensor(np.ones_like(value))
        (gradient,) = (loss * upstream).sum().gradient(logits)
        return value, gradient.numpy()


METHODS = {"tinygrad": "cross_entropy", "tinygrad-sparse": "sparse_categorical_crossentropy"}
