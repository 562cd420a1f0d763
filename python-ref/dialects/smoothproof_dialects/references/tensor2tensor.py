"""Tensor2Tensor: padded_cross_entropy of tensor2tensor/layers/common_layers.py, with what it calls."""

from __future__ import annotations

import tensorflow as tf
from smoothproof_ref.references.wire import Case, take_options

from smoothproof_dialects.loading import definitions, installed
from smoothproof_dialects.references.tensorflow_calls import loss_and_gradient

SHA256 = "dab08364b362de8819fe65e9a08d33e90353d93d430afb8e8e2f32eb3b20fbe4"
OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore", "reduction": "reduce_sum"}
NAMES = (
    "to_float",
    "shape_list",
    "pad_to_same_length",
    "pad_with_zeros",
    "weights_nonzero",
    "FactoredTensor",
    "padded_cross_entropy",
    "smoothing_cross_entropy",
)

layers = definitions(
    installed("tensor2tensor", "tensor2tensor/layers/common_layers.py"), NAMES, SHA256, {"tf": tf.compat.v1}
)


def run(case: Case):
    """Loss and gradient with respect to ``logits``: the first of the two results."""
    options = take_options(case, OPTIONS)
    ignore = options.pop("ignore", None)
    options["reduce_sum"] = options.get("reduce_sum", "sum") == "sum"
    if ignore is not None:
        options["weights_fn"] = lambda labels: layers.to_float(tf.not_equal(labels, ignore))

    def call(logits, inputs):
        loss = layers.padded_cross_entropy(logits, tf.constant(inputs["target"]), **options)[0]
        return loss if options["reduce_sum"] else tf.reshape(loss, inputs["target"].shape)

    return loss_and_gradient(case, call)
