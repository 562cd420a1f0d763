"""tf-keras: src/losses.py BinaryCrossentropy, src/backend.py for the arithmetic."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    F32,
)
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import float_of
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import joined, label_rows
from smoothproof_ref.truth.labels import Label, from_logit
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.truth.reductions import keras_reduction
from smoothproof_ref.truth.targets import (
    towards_half,
    truthy,
)
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.tf_keras_categorical import CALLS, SPACE, of_other_input, run_of

EPSILON = 1e-7


def twice_guarded(dtype: str) -> Callable[[mpf, mpf], Label]:
    """-(z log(c + e) + (1 - z) log(1 - c + e)) with c = p clipped to [e, 1 - e]: the epsilon guards twice.

    e is 1e-7 rounded to ``dtype``, and so is 1 - e. Sums near 1 are rounded by the source, which is its floor here.
    """
    e = mpf(float_of(dtype, round_bits(mpf(EPSILON), dtype)))
    low, high = e, mpf(float_of(dtype, round_bits(1 - e, dtype)))

    def loss(z: mpf, p: mpf) -> Label:
        if mpmath.isnan(p):
            return Label(p, mpf(1), mpf(1), mpf(0), mpf(0), mpf(0))
        c = min(max(p, low), high)
        inside = low <= p <= high
        hit, miss = c + e, 1 - c + e
        terms = [-z * mpmath.log(hit), -(1 - z) * mpmath.log(miss)]
        return Label(
            loss=minus(terms[0], -terms[1]),
            scale=abs(terms[0]) + abs(terms[1]),
            floor=abs(z) / hit + abs(1 - z) / miss,
            gradient=minus((1 - z) / miss, z / hit) if inside else mpf(0),
            gradient_scale=abs(z) / hit + abs(1 - z) / miss if inside else mpf(0),
            gradient_floor=abs(z) / hit**2 + abs(1 - z) / miss**2 if inside else mpf(0),
        )

    return loss


def truth(options: Options, inputs: Inputs) -> Outcome:
    """z = y (1 - a) + a/2 per label, the mean over the class axis."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    z = [towards_half(y, mpf(a)) if truthy(a) else y for y in grid.targets()]
    loss = from_logit if options.get("fromLogits") else twice_guarded(grid.first.dtype)
    terms = [joined(row, mpf(grid.classes)) for row in label_rows(grid, z, loss=loss)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def reference() -> Run:
    """The class, as installed."""
    return run_of("BinaryCrossentropy")


VARIANT = Variant(
    "tf-keras-binary",
    truth,
    {"regime": ("ordinary", "uniform", "confident", "wrong", "large", "clipped", "k2", "nan"), **SPACE},
    references=(Reference(("tf-keras", "tensorflow-cpu"), reference),),
    kind="probs",
    labels=True,
    defaults={"reduction": "sum_over_batch_size"},
    rules=(of_other_input,),
    dtypes=F32,
    calls=CALLS,
)
