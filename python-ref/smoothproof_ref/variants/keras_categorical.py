"""keras.losses.CategoricalCrossentropy of keras 3.15.1, as installed, on three backends.

Its definition: keras/src/losses/losses.py (class CategoricalCrossentropy, function categorical_crossentropy),
keras/src/losses/loss.py (reductions) and, per backend, keras/src/backend/{tensorflow,torch,jax}/nn.py.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.errors import (
    CUBE,
    EMPTY_ROWS,
    FROM_LOGITS,
    KERAS_REFUSALS,
    LOGITS,
    NOT_ONE,
    ONE_HOT,
    empty,
)
from smoothproof_ref.cases.regimes import LOGIT_REGIMES, SAMPLE_WEIGHTS, SHARED_ALPHAS, TARGETS, UPSTREAM_GIVEN
from smoothproof_ref.nearest import Setup, View, with_sample_weight
from smoothproof_ref.references.keras_calls import run_on
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.arrays import without
from smoothproof_ref.truth.grid import grid_of, smoothing_of
from smoothproof_ref.truth.probabilities import clip_bounds, clipped
from smoothproof_ref.truth.reductions import keras_reduction
from smoothproof_ref.truth.targets import towards_uniform, truthy
from smoothproof_ref.variant import Call, Core, Inputs, Options, Reference, Variant

_REDUCTIONS = {"mean": "mean_with_sample_weight", "sum_by_nonzero_weights": "sum_over_batch_size"}


def truth(options: Options, inputs: Inputs) -> Outcome:
    """The class count is the length of the target's last axis whatever ``axis`` says."""
    grid, alpha = grid_of(inputs, options.get("axis", -1)), smoothing_of(options)
    q = [towards_uniform(y, mpf(alpha), grid.shape[-1]) if truthy(alpha) else y for y in grid.targets()]
    if options.get("fromLogits", False):
        terms = [rows.dense_fused(mass, soft) for mass, soft in zip(q, grid.softmaxes, strict=True)]
    else:
        low, high = clip_bounds(grid.first.dtype)
        terms = [clipped(mass, row, low, high) for mass, row in zip(q, grid.exact, strict=True)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def references_of(name: str) -> tuple[Reference, ...]:
    """Keras' class on its backends: TensorFlow's is judged against, the others are told where they differ."""
    return tuple(
        Reference(packages, partial(run_on, backend, name), process, f"keras-{backend}", remark=f"on {backend}")
        for backend, packages, process in (
            ("tensorflow", ("keras", "tensorflow-cpu"), "tensorflow-cpu"),
            ("torch", ("keras", "torch"), "keras-torch"),
            ("jax", ("keras", "jax", "jaxlib"), "jax"),
        )
    )


def nearest(view: View) -> Setup | None:
    """The target as a distribution, the classes on the same axis."""
    target = view.distribution()
    if target is None:
        return None
    options: dict[str, Any] = {"axis": view.axis}
    if view.kind != "probs":
        options["fromLogits"] = True
    reduction = view.reduction
    if "sampleWeight" not in view.inputs and reduction not in ("sum", "none"):
        reduction = "sum_over_batch_size"
    options["reduction"] = _REDUCTIONS.get(reduction, reduction)
    return with_sample_weight(view, without(view.shape, view.axis), options, {"target": target})


SPACE = {
    "regime": (*LOGIT_REGIMES, "clipped", "weight-zero"),
    "alpha": (*SHARED_ALPHAS, "-0.1", "1.5"),
    "target": TARGETS,
    "rank": ("2d", "1d", "3d"),
    "reduction": ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"),
    "sample-weight": SAMPLE_WEIGHTS,
    "input": ("probs", "logits"),
    "axis": ("absent", "1"),
    "upstream": UPSTREAM_GIVEN,
}
SMOOTHINGS = (
    Call("label-smoothing-1.5", {"labelSmoothing": 1.5}, "any a but 0 is applied"),
    Call("label-smoothing-minus-0.1", {"labelSmoothing": -0.1}, "any a but 0 is applied"),
    Call("label-smoothing-nan", {"labelSmoothing": "NaN"}, "NaN is true, so it is applied"),
)
EMPTY = Call("empty-batch", EMPTY_ROWS, "losses of shape (0,) are handed back unreduced")
NO_WEIGHT = Call(
    "sample-weight-zeros",
    {"sampleWeight": [0.0, 0.0], "reduction": "mean_with_sample_weight"},
    "dividing by no weight gives 0",
)

VARIANT = Variant(
    "keras-categorical",
    truth,
    SPACE,
    references=references_of("CategoricalCrossentropy"),
    defaults={"reduction": "sum_over_batch_size"},
    core=Core(nearest, base=(FROM_LOGITS, {"logits": LOGITS, "target": ONE_HOT})),
    calls=(
        *KERAS_REFUSALS,
        *SMOOTHINGS,
        Call("label-smoothing-infinity", {"labelSmoothing": "Infinity"}, "any a but 0 is applied"),
        EMPTY,
        Call(
            "empty-batch-cube",
            {"logits": empty(0, 2, 3), "target": empty(0, 2, 3)},
            "only shape (0,) is handed back; else 0 / 0 is 0",
        ),
        Call("one-class", {"logits": [[1.5], [-2.0]], "target": [[1.0], [1.0]]}, "one class only warns"),
        Call(
            "labels-not-one",
            {"target": NOT_ONE},
            "labels are not checked; TensorFlow's gradient takes them to sum to 1",
        ),
        Call(
            "axis-one-cube",
            {"logits": CUBE, "target": [ONE_HOT, ONE_HOT[::-1]], "axis": 1},
            "K is counted on the last axis whatever axis says",
        ),
        Call(
            "probs-not-one",
            {"probs": [[1.0, 2.0, 1.0], [0.25, 0.125, 0.125]]},
            "probabilities are divided by their sum",
        ),
        Call(
            "probs-negative",
            {"probs": [[-0.5, 1.0, 0.5], [0.25, 0.25, 0.5]]},
            "probabilities are clipped after the division",
        ),
        Call("probs-all-zero", {"probs": [[0.0, 0.0, 0.0], [0.25, 0.25, 0.5]]}, "0 / 0 passes the clip as NaN"),
        Call("sample-weight-column", {"sampleWeight": [[1.0], [3.0]]}, "[N, 1] is squeezed to [N]"),
        Call("sample-weight-scalar", {"sampleWeight": np.array(2.0)}, "a scalar multiplies every row"),
        NO_WEIGHT,
        Call(
            "rank-one-weighted",
            {
                "logits": LOGITS[0],
                "target": ONE_HOT[0],
                "sampleWeight": np.array(2.0),
                "reduction": "mean_with_sample_weight",
            },
            "a scalar loss is handed back undivided",
        ),
    ),
)
