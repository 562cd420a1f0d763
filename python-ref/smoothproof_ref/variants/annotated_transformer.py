"""The Annotated Transformer: class LabelSmoothing, the divergence of JoeyNMT whatever a is."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    FLOATS,
)
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.variant import Call, Inputs, Options, Variant
from smoothproof_ref.variants.joeynmt import SPACE, TWO_CLASSES, diverging


def truth(options: Options, inputs: Inputs) -> Outcome:
    """The divergence whatever a is; summed."""
    return diverging(grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0))), options["ignoreIndex"])


VARIANT = Variant(
    "annotated-transformer",
    truth,
    {**SPACE, "dtype": FLOATS},
    source=("annotated-transformer", "0a91a254735c07532e23733dce8a693e504f3a08"),
    kind="logProbs",
    options_for=lambda classes: {"numClasses": classes},
    calls=(
        Call("two-classes", {**TWO_CLASSES, "numClasses": 2}, "ZeroDivisionError", "call", "num-classes-too-small"),
        Call("classes-differ", {"numClasses": 4}, "AssertionError", "call", "shape-mismatch"),
    ),
)
