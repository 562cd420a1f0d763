"""MMPretrain: models/losses/label_smooth_loss.py, class LabelSmoothLoss, and cross_entropy_loss.py below it."""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import towards_uniform

from smoothproof_dialects.cases.regimes import BELOW_ONE, F32, LABELS, REDUCTIONS, SOFTMAX, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options, Row
from smoothproof_dialects.truth.grid import grid_of, plain
from smoothproof_dialects.truth.labels import label_rows, reduced_labels


def truth(options: Options, inputs: Inputs) -> Outcome:
    """y (1 - e) + e/C with e = a, or a / (1 + a) as ClassyVision; a softmax, or a sigmoid of every class."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    if options.get("mode") == "classy_vision":
        a = a / (1 + a)
    q, weight = [towards_uniform(y, a, grid.classes) for y in grid.targets()], grid.given("weight", grid.classes)
    reduction = options.get("reduction", "mean")
    if options.get("useSigmoid"):
        return reduced_labels(grid, label_rows(grid, q, weight), reduction)
    mass = [[k * w for k, w in zip(row, weight, strict=True)] for row in q]
    return plain(grid, [rows.dense(m, soft) for m, soft in zip(mass, grid.softmaxes, strict=True)], reduction)


def multi_label_truth(options: Options, inputs: Inputs) -> Outcome:
    """1 - a for every label above 0, a for the others; a sigmoid of every class."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    q = [[1 - a if y > 0 else a for y in row] for row in grid.targets()]
    labels = label_rows(grid, q, grid.given("weight", grid.classes))
    return reduced_labels(grid, labels, options.get("reduction", "mean"))


def infinite_label(row: Row) -> bool:
    """A sigmoid of an infinite logit is another question."""
    return row.get("useSigmoid") == "true" and row.get("regime") in ("neginf", "neginf-target")


_CALLS = (
    Call("one", {"labelSmoothing": 1.0}, phase="construct", code="label-smoothing-out-of-range"),
    Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
    Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
    Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
    Call("mode", {"mode": "other"}, phase="construct", code="unsupported-option"),
    Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
)
_SPACE = {
    "alpha": BELOW_ONE,
    "reduction": REDUCTIONS,
    "target": ("index", "onehot", "distribution", "multihot"),
    "weight": ("absent", "given", "zero"),
    "dtype": F32,
    "upstream": UPSTREAM,
}

DIALECTS = (
    Dialect(
        "mmpretrain",
        truth,
        {"regime": SOFTMAX, **_SPACE, "mode": ("absent", "classy_vision"), "useSigmoid": ("absent", "true")},
        packages=("mmpretrain", "torch"),
        module="mmpretrain",
        values={"useSigmoid": {"true": True}},
        defaults={"reduction": "mean"},
        rules=(infinite_label,),
        dtypes=F32,
        calls=_CALLS,
    ),
    Dialect(
        "mmpretrain-multi-label",
        multi_label_truth,
        {"regime": LABELS, **_SPACE},
        packages=("mmpretrain", "torch"),
        module="mmpretrain",
        defaults={"reduction": "mean"},
        dtypes=F32,
        calls=tuple(call for call in _CALLS if call.slug != "mode"),
    ),
)
