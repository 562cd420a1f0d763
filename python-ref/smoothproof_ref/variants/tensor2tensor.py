"""Tensor2Tensor: layers/common_layers.py, padded_cross_entropy and smoothing_cross_entropy.

Cross entropy with 1 - a on and a/(V-1) off, less its own smallest value.
"""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    IGNORING,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import Grid, divided, grid_of
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.row_terms import (
    shifted,
    times,
)
from smoothproof_ref.truth.targets import (
    off_target,
)
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant

GUARD = mpf("1e-20")


def _constant(a: mpf, classes: int) -> tuple[mpf, mpf]:
    """c log c + (V-1) low log(low + 1e-20), and its terms' magnitude; NaN for 0 log 0 and negative masses."""
    confidence, low = 1 - a, a / (classes - 1)
    first = _times_logarithm(confidence, confidence)
    second = (classes - 1) * _times_logarithm(low, low + GUARD)
    return first + second, abs(first) + abs(second)


def _times_logarithm(factor: mpf, value: mpf) -> mpf:
    if mpmath.isnan(value) or value < 0:
        return mpmath.nan
    return factor * (mpmath.log(value) if value else -mpmath.inf)


def smoothed_rows(grid: Grid, a: mpf) -> list[Terms]:
    """The rows before their weights."""
    constant = _constant(a, grid.classes)
    return [
        shifted(rows.dense_fused(off_target(index, grid.classes, a), soft), *constant)
        for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
    ]


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Rows times 0 where the target is the padding class, summed or one by one."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    weight = [mpf(index != options.get("ignoreIndex", 0)) for index in grid.indices]
    terms = [times(row, w) for row, w in zip(smoothed_rows(grid, a), weight, strict=True)]
    return divided(grid, terms, None if options.get("reduction") == "none" else mpf(1))


def reference() -> Run:
    """The first of the function's two results."""
    import tensorflow as tf

    from smoothproof_ref.references.tensorflow_calls import loss_and_gradient

    layers = definitions(
        installed("tensor2tensor", "tensor2tensor/layers/common_layers.py"),
        (
            "to_float",
            "shape_list",
            "pad_to_same_length",
            "pad_with_zeros",
            "weights_nonzero",
            "FactoredTensor",
            "padded_cross_entropy",
            "smoothing_cross_entropy",
        ),
        "dab08364b362de8819fe65e9a08d33e90353d93d430afb8e8e2f32eb3b20fbe4",
        {"tf": tf.compat.v1},
    )
    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore", "reduction": "reduce_sum"}

    def run(case):
        options = take_options(case, names)
        ignore = options.pop("ignore", None)
        options["reduce_sum"] = options.get("reduce_sum", "sum") == "sum"
        if ignore is not None:
            options["weights_fn"] = lambda labels: layers.to_float(tf.not_equal(labels, ignore))

        def call(logits, inputs):
            loss = layers.padded_cross_entropy(logits, tf.constant(inputs["target"]), **options)[0]
            return loss if options["reduce_sum"] else tf.reshape(loss, inputs["target"].shape)

        return loss_and_gradient(case, call)

    return run


ODD_SMOOTHING = (*odd_smoothings("is applied: the constant is NaN", "is applied: the constant is NaN", None),)


VARIANT = Variant(
    "tensor2tensor",
    truth,
    {
        "regime": IGNORING,
        "alpha": ALPHAS,
        "ignore": ("absent", "class"),
        "reduction": ("sum", "none"),
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("tensor2tensor", "tensorflow-cpu"), reference),),
    defaults={"reduction": "sum"},
    ignore_default=0,
    dtypes=F32,
    calls=ODD_SMOOTHING,
)
