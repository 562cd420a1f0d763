"""timm: loss/binary_cross_entropy.py, class BinaryCrossEntropy."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    BELOW_ONE,
    FLOATS,
    LABELS,
    REDUCTIONS,
    UPSTREAM,
)
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import label_rows, reduced_labels
from smoothproof_ref.truth.targets import (
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.timm import BASE_CALLS, run_of


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Sigmoid cross entropy of every class against 1 - a + a/K or a/K, times the class's weight."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.1)))
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    labels = label_rows(grid, q, grid.given("weight", grid.classes))
    reduction = "sum-classes" if options.get("sumClasses") else options.get("reduction", "mean")
    return reduced_labels(grid, labels, reduction)


def reference() -> Run:
    """The class, from its file."""
    sha256 = "b0ee0f810df8d157b96414fb2d358bc61254fedcf901182f1cec877a11431df1"
    return run_of("timm/loss/binary_cross_entropy.py", "BinaryCrossEntropy", sha256)


VARIANT = Variant(
    "timm-binary",
    truth,
    {
        "regime": LABELS,
        "alpha": ("absent", *BELOW_ONE[1:]),
        "reduction": REDUCTIONS,
        "sumClasses": ("absent", "true"),
        "weight": ("absent", "given", "zero"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    sigmoid=True,
    references=(Reference(("timm", "torch"), reference),),
    values={"sumClasses": {"true": True}},
    defaults={"reduction": "mean"},
    smooths_by_default=True,
    calls=(
        *BASE_CALLS,
        Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
    ),
)
