"""fairseq 0.10.2: the same function before commit 791ab7c2 changed a/V to a/(V-1); lines 13-30."""

from __future__ import annotations

from smoothproof_ref.references.wire import Case

from smoothproof_dialects.loading import definitions
from smoothproof_dialects.references.fairseq import FILE, call_with
from smoothproof_dialects.wheels import FAIRSEQ_2020

SHA256 = "20779c2d0da2f259e153202e49d9ad20b44197bc15cce985fd7e2f79a8e8e014"

label_smoothed_nll_loss = definitions(
    FAIRSEQ_2020.file(FILE), ("label_smoothed_nll_loss",), SHA256
).label_smoothed_nll_loss


def run(case: Case):
    """Loss and gradient with respect to ``logProbs``."""
    return call_with(label_smoothed_nll_loss, case)
