"""tf.losses.softmaxCrossEntropy of TensorFlow.js 4.22.0, as installed, on its plain JavaScript backend."""

from __future__ import annotations

import mpmath
import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.errors import CUBE, EMPTY_ROWS, LOGITS, NOT_ONE, ONE_HOT, SHAPE, SMOOTH, TFJS_REFUSALS
from smoothproof_ref.cases.regimes import LOGIT_REGIMES, SAMPLE_WEIGHTS, SHARED_ALPHAS, TARGETS, UPSTREAM_GIVEN
from smoothproof_ref.cases.space import Exclusion
from smoothproof_ref.nearest import Setup, View, with_sample_weight
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.arrays import Shape
from smoothproof_ref.truth.grid import grid_of, smoothing_of
from smoothproof_ref.truth.reductions import tfjs_reduction
from smoothproof_ref.truth.row_terms import subtractive
from smoothproof_ref.truth.targets import positive, towards_uniform
from smoothproof_ref.variant import Call, Core, Inputs, Options, Reference, Variant

REFERENCE = Reference(
    ("@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"),
    process="tfjs",
    name="tfjs",
    files=(
        "smoothproof_ref/tfjs/observe.mjs",
        "smoothproof_ref/tfjs/module-hooks.mjs",
        "smoothproof_ref/tfjs/package-lock.json",
    ),
)
_REDUCTIONS = {"mean_with_sample_weight": "mean", "sum_over_batch_size": "sum_by_nonzero_weights"}


def truth(options: Options, inputs: Inputs) -> Outcome:
    """The class count is the length of the target's axis 1 whatever the rank."""
    grid, alpha = grid_of(inputs), smoothing_of(options)
    q = [towards_uniform(y, mpf(alpha), grid.shape[1]) if positive(alpha) else y for y in grid.targets()]
    terms = [
        subtractive(rows.dense_fused(mass, soft), mpmath.fsum(abs(m) for m in mass), soft)
        for mass, soft in zip(q, grid.softmaxes, strict=True)
    ]
    return grid.close(terms, tfjs_reduction(terms, grid.rest, options, inputs))


def nearest_with(view: View, losses: Shape) -> Setup | None:
    """The target as a distribution; ``losses``: the shape that sample weights belong to."""
    target = view.distribution()
    if target is None:
        return None
    reduction = view.reduction
    if "sampleWeight" not in view.inputs and reduction not in ("sum", "none"):
        reduction = "sum_by_nonzero_weights"
    options = {"reduction": _REDUCTIONS.get(reduction, reduction)}
    return with_sample_weight(view, losses, options, {"target": target})


def nearest(view: View) -> Setup | None:
    """Where the classes are on the last axis, and there is an axis 1 to count them on if they are smoothed."""
    if view.axis != len(view.shape) - 1 or (len(view.shape) < 2 and view.alpha > 0):
        return None
    return nearest_with(view, view.shape[:-1])


def flags(case, row, found) -> list[str]:
    """Rank 3 with smoothing."""
    rank = len(next(iter(case.inputs.values())).shape)
    return ["ClassCountFromAxis1"] if rank > 2 and not {"NoSmoothing", "SmoothingOff"} & set(found) else []


SPACE = {
    "regime": (*LOGIT_REGIMES, "weight-zero"),
    "alpha": (*SHARED_ALPHAS, "-0.1", "1.5"),
    "target": TARGETS,
    "rank": ("2d", "1d", "3d"),
    "reduction": ("sum_by_nonzero_weights", "mean", "sum", "none"),
    "sample-weight": SAMPLE_WEIGHTS,
    "upstream": UPSTREAM_GIVEN,
}
SMOOTHINGS = (
    Call("label-smoothing-1.5", {"labelSmoothing": 1.5}, "any a > 0 is applied"),
    Call("label-smoothing-minus-0.1", {"labelSmoothing": -0.1}, "only a > 0 smooths"),
    Call("label-smoothing-nan", {"labelSmoothing": "NaN"}, "NaN > 0 is false, so smoothing is off"),
)
EMPTY = (
    Call("empty-batch", EMPTY_ROWS, "0 / 0 is NaN"),
    Call("empty-batch-mean", {**EMPTY_ROWS, "reduction": "mean"}, "tf.mean of nothing is 0"),
)

VARIANT = Variant(
    "tfjs-softmax",
    truth,
    SPACE,
    references=(REFERENCE,),
    defaults={"reduction": "sum_by_nonzero_weights"},
    core=Core(
        nearest,
        base=(SMOOTH, {"logits": LOGITS, "target": ONE_HOT}),
        exclusions=(
            Exclusion("alpha", ("0", "-0.1"), "rank", ("1d",), "rank 1 has no shape[1]: an error", left_not=True),
        ),
        flags=flags,
        off_below_zero=True,
        narrow=True,
    ),
    calls=(
        *TFJS_REFUSALS,
        Call("rank-one-smoothed", {"logits": LOGITS[0], "target": ONE_HOT[0]}, phase="call", code=SHAPE),
        Call(
            "rank-zero",
            {"logits": np.array(1.0), "target": np.array(1.0), "labelSmoothing": 0},
            phase="call",
            code=SHAPE,
        ),
        *SMOOTHINGS,
        Call("label-smoothing-infinity", {"labelSmoothing": "Infinity"}, "any a > 0 is applied"),
        Call(
            "rank-one",
            {"logits": LOGITS[0], "target": ONE_HOT[0], "labelSmoothing": 0},
            "without smoothing nobody asks for axis 1",
        ),
        Call("rank-three", {"logits": CUBE, "target": [ONE_HOT, ONE_HOT[::-1]]}, "K is counted on axis 1"),
        Call("labels-not-one", {"target": NOT_ONE}, "labels are not checked; the gradient takes them to sum to 1"),
        Call(
            "sample-weight-column",
            {"sampleWeight": [[1.0], [3.0]], "reduction": "none"},
            "[N, 1] against [N] broadcasts to [N, N]",
        ),
        Call(
            "sample-weight-column-mean",
            {"sampleWeight": [[1.0], [3.0]], "reduction": "mean"},
            "the [N, N] products are divided by sum and factor",
        ),
        Call("sample-weight-zeros", {"sampleWeight": [0.0, 0.0]}, "no non-zero weight divides 0 by 0"),
        *EMPTY,
        Call(
            "one-class",
            {"logits": [[1.5], [-2.0]], "target": [[1.0], [1.0]]},
            "with one class p is 1 and the loss 0",
        ),
    ),
)
