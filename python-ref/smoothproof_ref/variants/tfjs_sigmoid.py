"""tf.losses.sigmoidCrossEntropy of TensorFlow.js 4.22.0, as installed, on its plain JavaScript backend."""

from __future__ import annotations

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.errors import LOGITS, ONE_HOT, SMOOTH, TFJS_REFUSALS
from smoothproof_ref.nearest import Setup, View
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import assemble, smoothing_of
from smoothproof_ref.truth.label_rows import as_terms
from smoothproof_ref.truth.labels import from_logit
from smoothproof_ref.truth.reductions import tfjs_reduction
from smoothproof_ref.truth.targets import positive, towards_half
from smoothproof_ref.variant import Call, Core, Inputs, Options, Variant
from smoothproof_ref.variants.tfjs_softmax import EMPTY, REFERENCE, SMOOTHINGS, SPACE, nearest_with


def truth(options: Options, inputs: Inputs) -> Outcome:
    """One loss per label; nothing is averaged over classes before the weights. A single label has no axis at all."""
    logits, alpha = inputs["logits"], smoothing_of(options)
    q = [mpf(y) for y in inputs["target"].values]
    if positive(alpha):
        q = towards_half(q, mpf(alpha))
    terms = [as_terms(from_logit(k, mpf(x))) for k, x in zip(q, logits.values, strict=True)]
    reduced = tfjs_reduction(terms, logits.shape, options, inputs)
    return assemble(terms, [[i] for i in range(len(q))], logits.shape, reduced)


def nearest(view: View) -> Setup | None:
    """Anywhere: every label is a loss of its own."""
    return nearest_with(view, view.shape)


VARIANT = Variant(
    "tfjs-sigmoid",
    truth,
    SPACE,
    references=(REFERENCE,),
    defaults={"reduction": "sum_by_nonzero_weights"},
    labels=True,
    loss_per_label=True,
    core=Core(nearest, base=(SMOOTH, {"logits": LOGITS, "target": ONE_HOT}), off_below_zero=True, narrow=True),
    calls=(
        *TFJS_REFUSALS,
        *SMOOTHINGS,
        Call("rank-zero", {"logits": np.array(1.0), "target": np.array(1.0)}, "a single label is a label"),
        Call("labels-beyond-one", {"target": [[2.0, -1.0, 0.5], [0.0, 1.0, 3.0]]}, "labels are not checked"),
        Call(
            "sample-weight-column",
            {"sampleWeight": [[1.0], [3.0]], "reduction": "mean"},
            "[N, 1] broadcasts over the labels",
        ),
        Call("sample-weight-zeros", {"sampleWeight": [0.0, 0.0, 0.0]}, "no non-zero weight divides 0 by 0"),
        *EMPTY,
    ),
)
