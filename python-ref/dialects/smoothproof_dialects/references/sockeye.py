"""sockeye.loss.CrossEntropyLoss, as installed."""

from __future__ import annotations

from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, phase, take_options
from sockeye.loss import CrossEntropyLoss

OPTIONS = {
    "labelSmoothing": "label_smoothing",
    "ignoreIndex": "ignore_label",
    "labelSmoothingImpl": "label_smoothing_impl",
}


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    with phase("construct"):
        criterion = CrossEntropyLoss(**take_options(case, OPTIONS))
    return loss_and_gradient(
        case["inputs"],
        lambda logits, labels: criterion({criterion.output_name: logits}, {criterion.label_name: labels})[0],
    )
