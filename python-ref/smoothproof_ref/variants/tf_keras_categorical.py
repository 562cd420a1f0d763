"""tf-keras: src/losses.py CategoricalCrossentropy, src/backend.py for the arithmetic."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    UPSTREAM,
)
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.probabilities import clip_bounds, clipped
from smoothproof_ref.truth.reductions import keras_reduction
from smoothproof_ref.truth.targets import (
    towards_uniform,
    truthy,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Row, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K with K of the class axis; a softmax, or probabilities normalised and clipped."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    q = [towards_uniform(y, mpf(a), grid.classes) if truthy(a) else y for y in grid.targets()]
    if options.get("fromLogits"):
        terms = [rows.dense_fused(k, soft) for k, soft in zip(q, grid.softmaxes, strict=True)]
    else:
        low, high = clip_bounds(grid.first.dtype)
        terms = [clipped(k, row, low, high) for k, row in zip(q, grid.exact, strict=True)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def of_other_input(row: Row) -> bool:
    """Regimes that logits or probabilities alone have."""
    return (row.get("input"), row.get("regime")) in {
        ("logits", "clipped"),
        ("probs", "neginf"),
        ("probs", "neginf-target"),
        ("probs", "large"),
    }


OPTIONS = {
    "fromLogits": "from_logits",
    "labelSmoothing": "label_smoothing",
    "axis": "axis",
    "reduction": "reduction",
}


def run_of(name: str) -> Run:
    """One of tf_keras.losses, as installed."""
    import tf_keras

    from smoothproof_ref.references.tensorflow_calls import loss_and_gradient

    def run(case):
        with phase("construct"):
            criterion = getattr(tf_keras.losses, name)(**take_options(case, OPTIONS))

        def call(first, inputs):
            return criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))

        return loss_and_gradient(case, call)

    return run


def reference() -> Run:
    """The class, as installed."""
    return run_of("CategoricalCrossentropy")


SPACE = {
    "alpha": ("absent", *ALPHAS),
    "input": ("probs", "logits"),
    "reduction": ("sum_over_batch_size", "sum", "none"),
    "target": ("onehot", "distribution", "unnormalised"),
    "sampleWeight": ("absent", "given", "zero"),
    "rank": ("2d", "3d"),
    "upstream": UPSTREAM,
    "dtype": F32,
}
CALLS = (
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
    Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
    *odd_smoothings(nan=None),
)


VARIANT = Variant(
    "tf-keras-categorical",
    truth,
    {
        "regime": ("ordinary", "uniform", "confident", "wrong", "large", "clipped", "k2", "neginf", "nan"),
        **SPACE,
        "axis": ("absent", "1"),
    },
    references=(Reference(("tf-keras", "tensorflow-cpu"), reference),),
    kind="probs",
    values={"axis": {"1": 1}},
    defaults={"reduction": "sum_over_batch_size"},
    rules=(of_other_input,),
    dtypes=F32,
    calls=CALLS,
)
