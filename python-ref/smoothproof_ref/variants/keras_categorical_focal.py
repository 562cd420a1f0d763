"""Keras: src/losses/losses.py CategoricalFocalCrossentropy."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    FLOATS,
    UPSTREAM,
)
from smoothproof_ref.references.keras_calls import keras_on
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.truth.probabilities import clip_bounds
from smoothproof_ref.truth.reductions import keras_reduction
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.targets import (
    towards_uniform,
    truthy,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Row, Run, Variant
from smoothproof_ref.variants.tf_keras_categorical import OPTIONS as KERAS_OPTIONS
from smoothproof_ref.variants.tf_keras_categorical import SPACE as KERAS_SPACE
from smoothproof_ref.variants.tf_keras_categorical import of_other_input


def power(base: mpf, exponent: mpf) -> mpf:
    """base ** exponent as IEEE has it: 0 ** 0 = 1, 0 ** negative = Infinity, NaN for a root of a negative number."""
    if base < 0 and exponent != int(exponent):
        return mpmath.nan
    if base == 0 and exponent < 0:
        return mpmath.inf
    return mpf(1) if exponent == 0 else base**exponent


def focal_row(q: Sequence[mpf], row: Sequence[mpf], options: Options, low: mpf, high: mpf) -> Terms:
    """sum alpha (1 - c)^gamma q (-log c), c = clip(p / sum p), and its gradient with respect to p."""
    alpha, gamma = mpf(options.get("alpha", 0.25)), mpf(options.get("gamma", 2))
    total = mpmath.fsum(row)
    ratio = [p / total for p in row]
    c = [p if mpmath.isnan(p) else min(max(p, low), high) for p in ratio]
    terms, slope, size = [], [], []
    for k, value, o in zip(q, c, ratio, strict=True):
        if mpmath.isnan(value):
            terms.append(value)
            slope.append(mpf(0))
            size.append(mpf(0))
            continue
        lead, logarithm = alpha * k, mpmath.log(value)
        terms.append(lead * power(1 - value, gamma) * -logarithm)
        parts = (
            (lead * gamma * power(1 - value, gamma - 1) * logarithm if gamma else mpf(0)),
            -lead * power(1 - value, gamma) / value,
        )
        inside = low <= o <= high
        slope.append(parts[0] + parts[1] if inside else mpf(0))
        size.append(abs(parts[0]) + abs(parts[1]) if inside else mpf(0))
    drag = mpmath.fsum(s * o for s, o in zip(slope, ratio, strict=True))
    weight = mpmath.fsum(abs(s * o) for s, o in zip(size, ratio, strict=True))
    return Terms(
        loss=mpmath.fsum(terms),
        scale=mpmath.fsum(abs(t) for t in terms),
        # 1 - c and log c each lose eps of 1 where c is near 1.
        floor=mpmath.fsum(abs(alpha * k) * (1 + abs(mpmath.log(v))) for k, v in zip(q, c, strict=True)),
        gradient=[minus(s, drag) / total for s in slope],
        gradient_scale=[(s + weight) / abs(total) for s in size],
        gradient_floor=[
            (s + weight + abs(alpha * k) / (v if not mpmath.isnan(v) else 1)) / abs(total)
            for s, k, v in zip(size, q, c, strict=True)
        ],
    )


def through_softmax(terms: Terms, p: Sequence[mpf]) -> Terms:
    """A gradient with respect to p = softmax(x) carried back to x: p (g - sum p g)."""
    drag = mpmath.fsum(k * g for k, g in zip(p, terms.gradient, strict=True))
    weight = mpmath.fsum(k * g for k, g in zip(p, terms.gradient_scale, strict=True))
    rough = mpmath.fsum(k * g for k, g in zip(p, terms.gradient_floor, strict=True))
    return Terms(
        terms.loss,
        terms.scale,
        terms.floor,
        [k * minus(g, drag) for k, g in zip(p, terms.gradient, strict=True)],
        [k * (g + weight) for k, g in zip(p, terms.gradient_scale, strict=True)],
        [k * (g + rough) for k, g in zip(p, terms.gradient_floor, strict=True)],
    )


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K with K of the last axis, and the focal row."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    q = [towards_uniform(y, mpf(a), grid.shape[-1]) if truthy(a) else y for y in grid.targets()]
    low, high = clip_bounds(grid.first.dtype)
    if options.get("fromLogits"):
        terms = [
            through_softmax(focal_row(k, soft.p, options, low, high), soft.p)
            for k, soft in zip(q, grid.softmaxes, strict=True)
        ]
    else:
        terms = [focal_row(k, row, options, low, high) for k, row in zip(q, grid.exact, strict=True)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def vanishing_power(row: Row) -> bool:
    """p_t rounds to 1 and TensorFlow differentiates 0 ** 0 to NaN: rounding, not a definition."""
    return row.get("gamma") == "0" and row.get("regime") in ("confident", "wrong", "clipped")


OPTIONS = {
    **KERAS_OPTIONS,
    "alpha": "alpha",
    "gamma": "gamma",
    "applyClassBalancing": "apply_class_balancing",
}


def run_of(name: str) -> Run:
    """One of keras.losses on TensorFlow, as installed; float64 cases make the loss with dtype float64."""
    keras = keras_on("tensorflow")

    from smoothproof_ref.references.tensorflow_calls import loss_and_gradient

    def run(case):
        options = take_options(case, OPTIONS)
        if next(iter(case["inputs"].values()))["dtype"] == "float64":
            options["dtype"] = "float64"
        with phase("construct"):
            criterion = getattr(keras.losses, name)(**options)

        def call(first, inputs):
            return criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))

        return loss_and_gradient(case, call)

    return run


def reference() -> Run:
    """The class, as installed."""
    return run_of("CategoricalFocalCrossentropy")


SPACE = {
    **KERAS_SPACE,
    "alpha": ("absent", *ALPHAS),
    "reduction": ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"),
    "gamma": ("absent", "0", "1", "3.5"),
    "dtype": FLOATS,
    "upstream": UPSTREAM,
}
CALLS = (
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
    Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
    *odd_smoothings(nan=None),
)
GAMMAS = {"0": 0, "1": 1, "3.5": 3.5}


VARIANT = Variant(
    "keras-categorical-focal",
    truth,
    {
        "regime": ("ordinary", "uniform", "confident", "wrong", "clipped", "k2", "nan"),
        **SPACE,
        "focalAlpha": ("absent", "0.75"),
    },
    references=(Reference(("keras", "tensorflow-cpu"), reference, remark="on tensorflow"),),
    kind="probs",
    values={"gamma": GAMMAS, "focalAlpha": {"0.75": 0.75}},
    defaults={"reduction": "sum_over_batch_size"},
    rules=(of_other_input, vanishing_power),
    calls=CALLS,
)
