"""paddle.nn.functional.cross_entropy, as installed, in dynamic mode."""

from __future__ import annotations

import math

import numpy as np
import paddle
from smoothproof_ref.references.wire import Case, decode, phase, take_options

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

paddle.set_device("cpu")


def run(case: Case):
    """Loss and gradient with respect to ``logits``.

    A distribution needs soft_label=True, except with smoothing, which sets it. The trailing axis of length 1 that an
    unreduced result of a soft label has is dropped.
    """
    options = take_options(case, OPTIONS)
    inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
    a = options.get("label_smoothing", 0.0)
    by_index = inputs["target"].dtype == np.int64
    logits = paddle.to_tensor(inputs["logits"].copy(), stop_gradient=False)
    weight = paddle.to_tensor(inputs["weight"]) if "weight" in inputs else None
    soft = not by_index and not (a > 0 and not math.isnan(a))
    with phase("call"):
        loss = paddle.nn.functional.cross_entropy(
            logits, paddle.to_tensor(inputs["target"]), weight=weight, soft_label=soft, **options
        )
        if options.get("reduction") == "none":
            loss = loss.reshape(inputs["logits"].shape[:-1])
    upstream = paddle.to_tensor(inputs["upstream"]) if "upstream" in inputs else paddle.ones_like(loss)
    with phase("backward"):
        (gradient,) = paddle.grad([loss], [logits], grad_outputs=[upstream])
    return loss.numpy(), gradient.numpy()
