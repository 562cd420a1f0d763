"""Keras: src/losses/losses.py BinaryFocalCrossentropy."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import LabelLoss, joined, label_rows
from smoothproof_ref.truth.labels import Label, from_logit, from_probability
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.truth.probabilities import clip_bounds
from smoothproof_ref.truth.reductions import keras_reduction
from smoothproof_ref.truth.targets import (
    towards_half,
    truthy,
)
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.keras_categorical_focal import CALLS, GAMMAS, SPACE, power, run_of, vanishing_power
from smoothproof_ref.variants.tf_keras_categorical import of_other_input


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


def truth(options: Options, inputs: Inputs) -> Outcome:
    """z = y (1 - a) + a/2 per label, the focal label, the mean over the class axis."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    z = [towards_half(y, mpf(a)) if truthy(a) else y for y in grid.targets()]
    loss = label_loss(options, *clip_bounds(grid.first.dtype))
    terms = [joined(row, mpf(grid.classes)) for row in label_rows(grid, z, loss=loss)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def reference() -> Run:
    """The class, as installed."""
    return run_of("BinaryFocalCrossentropy")


VARIANT = Variant(
    "keras-binary-focal",
    truth,
    {
        "regime": ("ordinary", "uniform", "confident", "wrong", "clipped", "k2", "nan"),
        **SPACE,
        "applyClassBalancing": ("absent", "true"),
        "focalAlpha": ("absent", "0.75"),
    },
    references=(Reference(("keras", "tensorflow-cpu"), reference, remark="on tensorflow"),),
    kind="probs",
    labels=True,
    values={"gamma": GAMMAS, "focalAlpha": {"0.75": 0.75}, "applyClassBalancing": {"true": True}},
    defaults={"reduction": "sum_over_batch_size"},
    rules=(of_other_input, vanishing_power),
    calls=CALLS,
)
