"""tf.compat.v1.losses: python/ops/losses/losses_impl.py, sigmoid_cross_entropy."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    F32,
    LABELS,
)
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import assemble, grid_of
from smoothproof_ref.truth.label_rows import flat, label_rows
from smoothproof_ref.truth.targets import (
    positive,
    towards_half,
)
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.tf1_softmax import CALLS, SPACE, run_of, weighted


def truth(options: Options, inputs: Inputs) -> Outcome:
    """z = y (1 - a) + a/2 where a > 0; each label is a loss of its own."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    q = [towards_half(y, mpf(a)) if positive(a) else y for y in grid.targets()]
    terms, where = flat(grid, label_rows(grid, q))
    return assemble(terms, where, grid.shape, weighted(terms, grid.shape, options, inputs))


def reference() -> Run:
    """The function, as installed."""
    return run_of("sigmoid_cross_entropy")


VARIANT = Variant(
    "tf1-sigmoid",
    truth,
    {"regime": (*LABELS, "weight-zero"), **SPACE},
    references=(Reference(("tensorflow-cpu",), reference),),
    defaults={"reduction": "sum_by_nonzero_weights"},
    labels=True,
    loss_per_label=True,
    dtypes=F32,
    calls=CALLS,
)
