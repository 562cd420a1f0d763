"""fairseq before 791ab7c2 changed a/V to a/(V-1): the same function of 0.10.2."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import FAIRSEQ_2020
from smoothproof_ref.variant import Reference, Run, Variant
from smoothproof_ref.variants.fairseq import CALLS, FILE, SPACE, run_with, truth_of


def _before_2021(a: mpf, classes: int) -> tuple[mpf, mpf]:
    return 1 - a, a / classes


def reference() -> Run:
    """Lines 13-30."""
    sha256 = "20779c2d0da2f259e153202e49d9ad20b44197bc15cce985fd7e2f79a8e8e014"
    return run_with(definitions(FAIRSEQ_2020.file(FILE), ("label_smoothed_nll_loss",), sha256).label_smoothed_nll_loss)


VARIANT = Variant(
    "fairseq-2020",
    truth_of(_before_2021),
    SPACE,
    references=(Reference(("fairseq-2020", "torch"), reference, name="fairseq"),),
    kind="logProbs",
    defaults={"reduction": "sum"},
    calls=CALLS,
)
