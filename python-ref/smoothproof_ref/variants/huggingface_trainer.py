"""transformers: the class LabelSmoother as the Trainer calls it, with num_items_in_batch."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import F32, IGNORING, UPSTREAM
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Variant
from smoothproof_ref.variants.huggingface import kept_and_terms, reference


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Divided by a number that is given."""
    grid = grid_of(inputs)
    kept, terms = kept_and_terms(grid, options)
    return divided(grid, terms, mpf(options["numItemsInBatch"]), kept)


VARIANT = Variant(
    "huggingface-trainer",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", "0", "0.5", "1e-6", "1"),
        "ignore": ("absent", "class", "minus-one"),
        "numItemsInBatch": ("absent", "2"),
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("transformers", "torch"), reference),),
    values={"numItemsInBatch": {"2": 2}},
    dtypes=F32,
    smooths_by_default=True,
    ignore_default=-100,
    options_for=lambda classes: {"numItemsInBatch": 7},
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call(
            "ignored-outside",
            {"ignoreIndex": 3, "target": [0, 3]},
            phase="call",
            code="class-index-out-of-range",
        ),
        *odd_smoothings(),
    ),
)
