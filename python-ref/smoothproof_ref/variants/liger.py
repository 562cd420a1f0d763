"""Liger: ops/cross_entropy.py, the Triton kernel, and transformers/cross_entropy.py, class LigerCrossEntropyLoss."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    F32,
    IGNORING,
    REDUCTIONS,
    UPSTREAM,
)
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.bent import bent_rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.targets import (
    positive,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Row, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/V of the capped logits, with the z-loss, over the kept rows; with none kept the loss is 0."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    kept = [index != options.get("ignoreIndex", -100) for index in grid.indices]
    bias = mpf(a) / grid.classes if positive(a) else None
    terms = bent_rows(grid, kept, 1 - mpf(a), bias, options)
    reduction, denominator = options.get("reduction", "mean"), mpf(sum(kept) or 1)
    return divided(grid, terms, {"mean": denominator, "sum": mpf(1), "none": None}[reduction], kept)


def reference() -> Run:
    """The class, as installed, its kernel in Triton's interpreter. It overwrites the logits: it gets a copy."""
    from liger_kernel.ops import cross_entropy
    from liger_kernel.transformers.cross_entropy import LigerCrossEntropyLoss

    from smoothproof_ref.references.torch_tensors import loss_and_gradient
    from smoothproof_ref.references.triton_kernels import Scalar, tanh

    cross_entropy.tanh = tanh
    names = {
        "labelSmoothing": "label_smoothing",
        "ignoreIndex": "ignore_index",
        "lseSquareScale": "lse_square_scale",
        "softcap": "softcap",
        "reduction": "reduction",
    }

    def run(case):
        options = take_options(case, names)
        if "softcap" in options:
            options["softcap"] = Scalar(options["softcap"])
        with phase("construct"):
            criterion = LigerCrossEntropyLoss(**options)
        return loss_and_gradient(case["inputs"], lambda logits, target: criterion(logits.clone(), target))

    return run


def neither(row: Row) -> bool:
    """Rows of the second space that have nothing that the first lacks."""
    return row.get("lseSquareScale") == "absent" and row.get("softcap") == "absent"


VARIANT = Variant(
    "liger",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", "0.1", "0.5", "1e-6", "1"),
        "ignore": ("absent", "class"),
        "reduction": REDUCTIONS,
        # No weights: Triton's interpreter cannot run that part of the kernel (scalars have no dtype there).
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    further=(
        {
            "regime": IGNORING,
            "alpha": ("absent", "0.1"),
            "lseSquareScale": ("0.0001", "0.25", "absent"),
            "softcap": ("30", "2", "absent"),
            "reduction": REDUCTIONS,
            "dtype": F32,
        },
    ),
    values={
        "lseSquareScale": {"0.0001": 0.0001, "0.25": 0.25},
        "softcap": {"30": 30.0, "2": 2.0},
        "reduction": {name: name for name in REDUCTIONS},
    },
    rules=(neither,),
    references=(
        Reference(("liger-kernel", "torch", "triton"), reference, remark="with a softcap, its tanh is NumPy's"),
    ),
    defaults={"reduction": "mean"},
    ignore_default=-100,
    dtypes=F32,
    calls=(
        Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
        Call("beyond-one", {"labelSmoothing": 1.5}, phase="construct", code="label-smoothing-out-of-range"),
        Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
        Call("softcap-zero", {"softcap": 0.0}, phase="construct", code="unsupported-option"),
        Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    ),
)
