"""MMPretrain: the class LabelSmoothLoss in its mode multi_label."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    F32,
    LABELS,
)
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import label_rows, reduced_labels
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.mmpretrain import CALLS, SPACE, run_with


def truth(options: Options, inputs: Inputs) -> Outcome:
    """1 - a for every label above 0, a for the others; a sigmoid of every class."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    q = [[1 - a if y > 0 else a for y in row] for row in grid.targets()]
    labels = label_rows(grid, q, grid.given("weight", grid.classes))
    return reduced_labels(grid, labels, options.get("reduction", "mean"))


def reference() -> Run:
    """The class with mode multi_label and a sigmoid."""
    return run_with(mode="multi_label", use_sigmoid=True)


VARIANT = Variant(
    "mmpretrain-multi-label",
    truth,
    {"regime": LABELS, **SPACE},
    sigmoid=True,
    references=(Reference(("mmpretrain", "torch"), reference),),
    defaults={"reduction": "mean"},
    dtypes=F32,
    calls=tuple(call for call in CALLS if call.slug != "mode"),
)
