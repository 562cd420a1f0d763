"""Keras: src/losses/losses.py CategoricalFocalCrossentropy and BinaryFocalCrossentropy."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from mpmath import mpf
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.labels import Label, from_logit, from_probability
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.truth.probabilities import clip_bounds
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.targets import towards_half, towards_uniform, truthy
from smoothproof_ref.truth.variants import keras_reduction

from smoothproof_dialects.cases.regimes import ALPHAS, FLOATS, UPSTREAM
from smoothproof_dialects.definitions.tf_keras import SPACE, of_other_input
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options, Row
from smoothproof_dialects.truth.grid import grid_of
from smoothproof_dialects.truth.labels import LabelLoss, joined, label_rows


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


def categorical_truth(options: Options, inputs: Inputs) -> Outcome:
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


def focal_label(z: mpf, up: mpf, down: mpf, plain: Label, slope: mpf, options: Options) -> Label:
    """(1 - p_t)^gamma times a binary cross entropy, p_t = z p + (1 - z)(1 - p) of the p that is not clipped.

    up, down: p and 1 - p; plain: the cross entropy; slope: dp of whatever ``plain`` is differentiated by.
    """
    alpha, gamma = mpf(options.get("alpha", 0.25)), mpf(options.get("gamma", 2))
    balance = abs_balance = mpf(1)
    if options.get("applyClassBalancing"):
        balance = z * alpha + (1 - z) * (1 - alpha)
        abs_balance = abs(balance)
    miss = 1 - (z * up + (1 - z) * down)
    factor = power(miss, gamma)
    turn = -gamma * power(miss, gamma - 1) * (2 * z - 1) * slope if gamma else mpf(0)
    # The source forms 1 - p_t from a p_t near 1: that loses eps of 1, and the powers of it lose accordingly.
    rough = gamma * power(abs(miss), gamma - 1) if gamma and miss else mpf(0)
    rougher = gamma * abs(gamma - 1) * power(abs(miss), gamma - 2) if gamma and miss else mpf(0)
    return Label(
        loss=balance * factor * plain.loss,
        scale=abs_balance * abs(factor) * plain.scale,
        floor=abs_balance * (abs(factor) * plain.floor + 2 * rough * plain.scale),
        gradient=balance * minus(turn * plain.loss, -factor * plain.gradient),
        gradient_scale=abs_balance * (abs(turn) * plain.scale + abs(factor) * plain.gradient_scale),
        gradient_floor=abs_balance
        * (
            (abs(turn) + 2 * rougher * slope) * (plain.scale + plain.floor)
            + (abs(factor) + 2 * rough) * (plain.gradient_floor + plain.gradient_scale)
        ),
    )


def label_loss(options: Options, low: mpf, high: mpf) -> LabelLoss:
    """The focal label of a probability, whose cross entropy is clipped; or of a logit, whose cross entropy is not.

    Keras asks for the clipped one of sigmoid(x) in both cases, but on TensorFlow the sigmoid's output remembers its
    logits, and the cross entropy is then taken from those.
    """

    def of_probability(z: mpf, p: mpf) -> Label:
        if mpmath.isnan(p):
            return Label(p, mpf(1), mpf(1), p, mpf(1), mpf(1))
        return focal_label(z, p, 1 - p, from_probability(z, p, low, high), mpf(1), options)

    def of_logit(z: mpf, x: mpf) -> Label:
        if not mpmath.isfinite(x):
            return Label(mpmath.nan, mpf(1), mpf(1), mpmath.nan, mpf(1), mpf(1))
        up, down = 1 / (1 + mpmath.exp(-x)), 1 / (1 + mpmath.exp(x))
        return focal_label(z, up, down, from_logit(z, x), up * down, options)

    return of_logit if options.get("fromLogits") else of_probability


def binary_truth(options: Options, inputs: Inputs) -> Outcome:
    """z = y (1 - a) + a/2 per label, the focal label, the mean over the class axis."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    z = [towards_half(y, mpf(a)) if truthy(a) else y for y in grid.targets()]
    loss = label_loss(options, *clip_bounds(grid.first.dtype))
    terms = [joined(row, mpf(grid.classes)) for row in label_rows(grid, z, loss=loss)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def vanishing_power(row: Row) -> bool:
    """p_t rounds to 1 and TensorFlow differentiates 0 ** 0 to NaN: rounding, not a definition."""
    return row.get("gamma") == "0" and row.get("regime") in ("confident", "wrong", "clipped")


_SPACE = {
    **SPACE,
    "alpha": ("absent", *ALPHAS),
    "reduction": ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"),
    "gamma": ("absent", "0", "1", "3.5"),
    "dtype": FLOATS,
    "upstream": UPSTREAM,
}
_CALLS = (
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
    Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
    Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied"),
    Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
)
_GAMMAS = {"0": 0, "1": 1, "3.5": 3.5}

DIALECTS = (
    Dialect(
        "keras-categorical-focal",
        categorical_truth,
        {
            "regime": ("ordinary", "uniform", "confident", "wrong", "clipped", "k2", "nan"),
            **_SPACE,
            "focalAlpha": ("absent", "0.75"),
        },
        packages=("keras", "tensorflow-cpu"),
        module="keras_focal",
        kind="probs",
        values={"gamma": _GAMMAS, "focalAlpha": {"0.75": 0.75}},
        defaults={"reduction": "sum_over_batch_size"},
        rules=(of_other_input, vanishing_power),
        calls=_CALLS,
    ),
    Dialect(
        "keras-binary-focal",
        binary_truth,
        {
            "regime": ("ordinary", "uniform", "confident", "wrong", "clipped", "k2", "nan"),
            **_SPACE,
            "applyClassBalancing": ("absent", "true"),
            "focalAlpha": ("absent", "0.75"),
        },
        packages=("keras", "tensorflow-cpu"),
        module="keras_focal",
        kind="probs",
        labels=True,
        values={"gamma": _GAMMAS, "focalAlpha": {"0.75": 0.75}, "applyClassBalancing": {"true": True}},
        defaults={"reduction": "sum_over_batch_size"},
        rules=(of_other_input, vanishing_power),
        calls=_CALLS,
    ),
)
