"""fairseq 0.12.2: label_smoothed_nll_loss of fairseq/criterions/label_smoothed_cross_entropy.py, lines 33-50."""

from __future__ import annotations

from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, take_options

from smoothproof_dialects.loading import definitions
from smoothproof_dialects.wheels import FAIRSEQ

FILE = "fairseq/criterions/label_smoothed_cross_entropy.py"
SHA256 = "6813983287619869c4607a8636cdaae4843bebdd3af4725a2e91af02057b451c"
OPTIONS = {"labelSmoothing": "epsilon", "ignoreIndex": "ignore_index", "reduction": "reduce"}

label_smoothed_nll_loss = definitions(FAIRSEQ.file(FILE), ("label_smoothed_nll_loss",), SHA256).label_smoothed_nll_loss


def call_with(function, case: Case):
    """Loss and gradient with respect to ``logProbs``; the trailing axis of an unreduced result is dropped."""
    options = take_options(case, OPTIONS)
    options["reduce"] = options.get("reduce", "sum") == "sum"

    def call(log_probs, target):
        loss = function(log_probs, target, **options)[0]
        return loss if options["reduce"] else loss.reshape(target.shape)

    return loss_and_gradient(case["inputs"], call)


def run(case: Case):
    """See call_with."""
    return call_with(label_smoothed_nll_loss, case)
