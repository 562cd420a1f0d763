"""YOLOv5: utils/loss.py, smooth_BCE and the classification term of ComputeLoss."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import ALPHAS, FLOATS, LABELS, UPSTREAM
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import YOLOV5
from smoothproof_ref.references.wire import take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import label_rows, reduced_labels
from smoothproof_ref.truth.labels import weighed
from smoothproof_ref.truth.targets import towards_half
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """1 - a/2 for the class of a box and a/2 for the others, the positive side times w; the mean over all of them."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    q = [towards_half(y, a) for y in grid.targets()]
    return reduced_labels(grid, label_rows(grid, q, loss=weighed(mpf(float(options.get("posWeight", 1.0))))), "mean")


def reference() -> Run:
    """smooth_BCE, lines 13-15, and lines 100 and 155-157 around it."""
    import torch
    from torch import nn

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    smooth = definitions(
        YOLOV5.file("yolov5/utils/loss.py"),
        ("smooth_BCE",),
        "b703109ca3e3af2ca8415bd907a0c11508434ea3dddd5b8263415906acc47662",
    ).smooth_BCE
    names = {"labelSmoothing": "eps", "posWeight": "cls_pw"}

    def run(case):
        options = take_options(case, names)
        positive, negative = smooth(eps=options.get("eps", 0.0))

        def call(logits, target):
            criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([options.get("cls_pw", 1.0)], dtype=logits.dtype))
            t = torch.full_like(logits, negative)
            t[range(len(target)), target] = positive
            return criterion(logits, t)

        return loss_and_gradient(case["inputs"], call)

    return run


VARIANT = Variant(
    "yolov5",
    truth,
    {
        "regime": LABELS,
        "alpha": ("absent", *ALPHAS),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    sigmoid=True,
    further=(
        {
            "regime": LABELS,
            "alpha": ("absent", "0.1", "1"),
            "posWeight": ("3", "0.25", "0", "-1"),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
    ),
    values={"posWeight": {"3": 3.0, "0.25": 0.25, "0": 0.0, "-1": -1.0}},
    references=(Reference(("yolov5", "torch"), reference, remark="its smooth_BCE, called as its ComputeLoss does"),),
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        *odd_smoothings(),
    ),
)
