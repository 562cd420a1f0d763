"""Burn: crates/burn-nn/src/loss/cross_entropy.rs and binary_cross_entropy.rs."""

from __future__ import annotations

import mpmath
from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.labels import Label, from_logit
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.truth.targets import positive, towards_uniform

from smoothproof_dialects.cases.regimes import ALPHAS, FLOATS, IGNORING, LABELS, UPSTREAM
from smoothproof_dialects.definitions.tf_keras import of_other_input
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options, Row
from smoothproof_dialects.truth.grid import divided, grid_of
from smoothproof_dialects.truth.labels import label_rows, reduced_labels

LEAST_LOGARITHM = mpf(-100)


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, weights on every term; ignored rows are masked and still counted in the mean."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    weight, ignore = grid.given("weight", grid.classes), options.get("ignoreIndex")
    kept = [index != ignore for index in grid.indices]
    terms = []
    for index, y, soft, keep in zip(grid.indices, grid.targets(), grid.softmaxes, kept, strict=True):
        if not keep:
            terms.append(rows.ignored(soft))
        elif positive(a):
            q = towards_uniform(y, mpf(a), grid.classes)
            terms.append(rows.dense([k * w for k, w in zip(q, weight, strict=True)], soft))
        else:
            terms.append(rows.gathered(mpf(1), None, index, weight, soft))
    denominator = mpmath.fsum(weight[i] for i in grid.indices) if "weight" in inputs else mpf(len(terms))
    return divided(grid, terms, denominator, kept)


def cut_logarithms(z: mpf, p: mpf) -> Label:
    """-(z log p + (1 - z) log(1 - p)), no logarithm below -100.

    A cut passes no gradient on, but the logarithm behind it multiplies that nothing by 1/0 where p is 0 or 1.
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


def binary_truth(options: Options, inputs: Inputs) -> Outcome:
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


_RANGE = (
    Call("negative", {"labelSmoothing": -0.1}, "panics", "construct", "label-smoothing-out-of-range"),
    Call("beyond-one", {"labelSmoothing": 1.5}, "panics", "construct", "label-smoothing-out-of-range"),
)

DIALECTS = (
    Dialect(
        "burn",
        truth,
        {
            "regime": IGNORING,
            "alpha": ("absent", *ALPHAS),
            "ignore": ("absent", "class"),
            "weight": ("absent", "given"),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
        source=("burn", "546cacb55fe00168854d19bdf0a5d79bd8060e03"),
        calls=_RANGE,
    ),
    Dialect(
        "burn-binary",
        binary_truth,
        {
            "regime": tuple(regime for regime in LABELS if regime != "nan"),
            "alpha": ("absent", *ALPHAS),
            "input": ("logits", "probs"),
            "target": ("labels",),
            "rank": ("2d", "1d"),
            "weight": ("absent", "given"),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
        source=("burn", "546cacb55fe00168854d19bdf0a5d79bd8060e03"),
        labels=True,
        logits_option="logits",
        rules=(of_other_input, weight_of_rank),
        calls=_RANGE,
    ),
)
