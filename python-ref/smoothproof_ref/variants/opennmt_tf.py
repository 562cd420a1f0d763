"""OpenNMT-tf: utils/losses.py, cross_entropy_sequence_loss while training, divided by its normalizer."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import take_options
from smoothproof_ref.truth import Outcome, reductions, rows
from smoothproof_ref.truth.arrays import broadcast_indices
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.reductions import sample_weight, upstream_of
from smoothproof_ref.truth.targets import (
    off_target,
    positive,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


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


def reference() -> Run:
    """The function, lines 6-96, with training=True: the summed loss over its normalizer."""
    import tensorflow as tf

    from smoothproof_ref.references.tensorflow_calls import loss_and_gradient

    sequence_loss = definitions(
        installed("opennmt-tf", "opennmt/utils/losses.py"),
        ("_smooth_one_hot_labels", "_softmax_cross_entropy", "cross_entropy_sequence_loss"),
        "d6efaeb3b48be1c38e9757e00276e6c923c5142dca7fd428c6be0e99202b096f",
        {"tf": tf},
    ).cross_entropy_sequence_loss
    names = {"labelSmoothing": "label_smoothing", "averageInTime": "average_in_time"}

    def run(case):
        options = take_options(case, names)

        def call(logits, inputs):
            weight = inputs["sampleWeight"][:, 0] if "sampleWeight" in inputs else None
            loss, normalizer, _ = sequence_loss(
                logits, tf.constant(inputs["target"]), training=True, sequence_weight=weight, **options
            )
            return loss / normalizer

        return loss_and_gradient(case, call)

    return run


VARIANT = Variant(
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
    references=(
        Reference(("opennmt-tf", "tensorflow-cpu"), reference, remark="beside a newer tensorflow than it asks for"),
    ),
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
)
