"""OpenNMT-tf: utils/losses.py, cross_entropy_sequence_loss while training, divided by its normalizer."""

from __future__ import annotations

import mpmath
from mpmath import mpf
from smoothproof_ref.truth import Outcome, reductions, rows
from smoothproof_ref.truth.arrays import broadcast_indices
from smoothproof_ref.truth.targets import off_target, positive
from smoothproof_ref.truth.variants import sample_weight, upstream_of

from smoothproof_dialects.cases.regimes import ALPHAS, F32, SOFTMAX, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import grid_of


def truth(options: Options, inputs: Inputs) -> Outcome:
    """1 - a on, a/(V-1) off where a > 0; weighted sum over the sequences' weights, or over their tokens'."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    ones = [mpf(1)] * grid.classes
    if positive(a):
        mass = [off_target(index, grid.classes, mpf(a)) for index in grid.indices]
        terms = [rows.dense_fused(q, soft) for q, soft in zip(mass, grid.softmaxes, strict=True)]
    else:
        terms = [
            rows.gathered(mpf(1), None, index, ones, soft)
            for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
        ]
    weight, shape = sample_weight(inputs)
    weight, shape = ([mpf(1)] * grid.rest[0], (grid.rest[0], 1)) if weight is None else (weight, shape)
    each = [weight[i] for i in broadcast_indices(shape, grid.rest)]
    denominator = mpmath.fsum(each if options.get("averageInTime") else weight)
    reduced = reductions.weighted_reduction(terms, grid.rest, weight, shape, upstream_of(inputs), denominator)
    return grid.close(terms, reduced)


DIALECTS = (
    Dialect(
        "opennmt-tf",
        truth,
        {
            "regime": (*SOFTMAX, "weight-zero"),
            "alpha": ("absent", *ALPHAS),
            "averageInTime": ("absent", "true"),
            "sampleWeight": ("absent", "column"),
            "rank": ("3d",),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        packages=("opennmt-tf", "tensorflow-cpu"),
        module="opennmt_tf",
        values={"averageInTime": {"true": True}},
        dtypes=F32,
        calls=(
            Call(
                "one-class",
                {"logits": [[[0.5], [1.0]]], "target": [[0, 0]]},
                phase="call",
                code="num-classes-too-small",
            ),
            Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing means none"),
            Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN means none"),
            Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
        ),
    ),
)
