"""Burn 0.22: crates/burn-nn/src/loss/binary_cross_entropy.rs."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    LABELS,
    UPSTREAM,
)
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import label_rows, reduced_labels
from smoothproof_ref.truth.labels import Label, from_logit
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.variant import Inputs, Options, Row, Variant
from smoothproof_ref.variants.burn import CALLS, burn_reference
from smoothproof_ref.variants.tf_keras_categorical import of_other_input

LEAST_LOGARITHM = mpf(-100)


def cut_logarithms(z: mpf, p: mpf) -> Label:
    """-(z log p + (1 - z) log(1 - p)), no logarithm below -100.

    A cut passes a gradient of 0 on, but the logarithm multiplies that 0 by 1/0 where p is 0 or 1, which gives NaN.
    """
    if mpmath.isnan(p):
        return Label(p, mpf(1), mpf(1), p, mpf(1), mpf(1))
    sides = [(-z, p, p), (-(1 - z), 1 - p, p - 1)]
    terms = [factor * (max(mpmath.log(v), LEAST_LOGARITHM) if v else LEAST_LOGARITHM) for factor, v, _ in sides]
    slopes = [
        (factor / by if mpmath.log(v) >= LEAST_LOGARITHM else mpf(0)) if v else mpmath.nan for factor, v, by in sides
    ]
    bounded = mpmath.isfinite(slopes[0]) and mpmath.isfinite(slopes[1])
    return Label(
        loss=minus(terms[0], -terms[1]),
        scale=abs(terms[0]) + abs(terms[1]),
        floor=abs(z) + abs(1 - z),
        gradient=minus(slopes[0], -slopes[1]) if bounded else slopes[0] + slopes[1],
        gradient_scale=abs(slopes[0]) + abs(slopes[1]),
        gradient_floor=mpf(0),
    )


def truth(options: Options, inputs: Inputs) -> Outcome:
    """z = y (1 - a) + a/C with C of the last axis, or 2 for one axis; the mean over all elements."""
    rank = len(next(iter(inputs.values())).shape)
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    towards = grid.classes if rank > 1 else 2
    y = inputs["target"].values
    z = [[mpf(int(y[i])) * (1 - a) + a / towards for i in at] for at in grid.where]
    loss = from_logit if options.get("logits") else cut_logarithms
    return reduced_labels(grid, label_rows(grid, z, grid.given("weight", grid.classes), loss), "mean")


def weight_of_rank(row: Row) -> bool:
    """Weights belong to classes, which a single axis has none of."""
    return row.get("rank") == "1d" and row.get("weight", "absent") != "absent"


VARIANT = Variant(
    "burn-binary",
    truth,
    {
        "regime": tuple(regime for regime in LABELS if regime != "nan"),
        "alpha": ("absent", *ALPHAS),
        "input": ("logits", "probs"),
        "target": ("labels",),
        "rank": ("2d", "1d"),
        "weight": ("absent", "given"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    # Of three axes the second is neither the classes' nor the batch's, and the mean runs over more than either.
    further=(
        {
            "regime": ("ordinary", "confident"),
            "alpha": ("0.1", "0.5"),
            "input": ("logits", "probs"),
            "target": ("labels",),
            "rank": ("3d",),
            "weight": ("absent", "given"),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
    ),
    references=(burn_reference("0.22.0", "burn-flex", "0.22.1"),),
    dtypes=F32,
    labels=True,
    logits_option="logits",
    rules=(of_other_input, weight_of_rank),
    calls=CALLS,
)
