"""keras.losses.BinaryCrossentropy of keras 3.15.1, as installed, on three backends.

Its definition: keras/src/losses/losses.py (class BinaryCrossentropy, function binary_crossentropy), reductions and
backends as in keras_categorical.
"""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import FROM_LOGITS, KERAS_REFUSALS, LOGITS, ONE_HOT, empty
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of, smoothing_of
from smoothproof_ref.truth.label_rows import joined, label_rows
from smoothproof_ref.truth.labels import Label, from_logit, from_probability
from smoothproof_ref.truth.probabilities import clip_bounds
from smoothproof_ref.truth.reductions import keras_reduction
from smoothproof_ref.truth.targets import towards_half, truthy
from smoothproof_ref.variant import Call, Core, Inputs, Options, Variant
from smoothproof_ref.variants.keras_categorical import EMPTY, NO_WEIGHT, SMOOTHINGS, SPACE, nearest, references_of


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Per label, then the mean over ``axis``."""
    grid, alpha = grid_of(inputs, options.get("axis", -1)), smoothing_of(options)
    low, high = clip_bounds(grid.first.dtype)
    q = [towards_half(y, mpf(alpha)) if truthy(alpha) else y for y in grid.targets()]

    def of_probability(k: mpf, p: mpf) -> Label:
        return from_probability(k, p, low, high)

    loss = from_logit if options.get("fromLogits", False) else of_probability
    terms = [joined(row, mpf(grid.classes)) for row in label_rows(grid, q, loss=loss)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


VARIANT = Variant(
    "keras-binary",
    truth,
    SPACE,
    references=references_of("BinaryCrossentropy"),
    defaults={"reduction": "sum_over_batch_size"},
    labels=True,
    core=Core(nearest, base=(FROM_LOGITS, {"logits": LOGITS, "target": ONE_HOT})),
    calls=(
        *KERAS_REFUSALS,
        *SMOOTHINGS,
        EMPTY,
        Call("no-labels", {"logits": empty(2, 0), "target": empty(2, 0)}, "the mean over no labels is NaN"),
        Call("labels-beyond-one", {"target": [[2.0, -1.0, 0.5], [0.0, 1.0, 3.0]]}, "labels are not checked"),
        Call("probs-beyond-one", {"probs": [[-0.5, 1.5, 0.5], [0.25, 2.0, -1.0]]}, "probabilities are clipped"),
        NO_WEIGHT,
    ),
)
