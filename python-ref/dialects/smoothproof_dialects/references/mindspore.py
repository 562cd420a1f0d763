"""mindspore.ops.cross_entropy, as installed, in PyNative mode on the CPU."""

from __future__ import annotations

import mindspore as ms
import numpy as np
from smoothproof_ref.references.wire import Case, decode, phase, take_options

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

ms.set_context(mode=ms.PYNATIVE_MODE)
ms.set_device("CPU")


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
    target = inputs["target"]
    labels = ms.Tensor(target.astype(np.int32) if target.dtype == np.int64 else target)
    weight = ms.Tensor(inputs["weight"]) if "weight" in inputs else None

    def call(logits):
        return ms.ops.cross_entropy(logits, labels, weight, **options)

    logits = ms.Tensor(inputs["logits"])
    with phase("call"):
        loss = call(logits).asnumpy()
    upstream = ms.Tensor(inputs.get("upstream", np.ones_like(loss)))
    with phase("backward"):
        gradient = ms.grad(lambda x: (call(x) * upstream).sum())(logits).asnumpy()
    return np.array(loss), np.array(gradient)
