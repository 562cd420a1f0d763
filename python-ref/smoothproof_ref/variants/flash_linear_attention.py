"""Flash Linear Attention: fla/modules/fused_cross_entropy/ops.py, class FusedCrossEntropyLoss, and its kernels."""

from __future__ import annotations

import sys
from types import ModuleType

from mpmath import mpf

from smoothproof_ref.cases.regimes import F32, IGNORING, REDUCTIONS, UPSTREAM
from smoothproof_ref.references.loading import module
from smoothproof_ref.references.wheels import FLA
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.bent import bent_rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.targets import positive
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant

OPS = "fla/modules/fused_cross_entropy/ops.py"
OPS_SHA256 = "3dc39448cad7c4fb4fb1c1387b7295fdeb116e1e62d147eda60d0a250db75b00"


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/V of the scaled and capped logits, with the z-loss, over the kept rows."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    kept = [index != options.get("ignoreIndex", -100) for index in grid.indices]
    bias = mpf(a) / grid.classes if positive(a) else None
    on = 1 - mpf(a) if positive(a) else mpf(1)
    terms = bent_rows(grid, kept, on, bias, options)
    reduction = options.get("reduction", "mean")
    return divided(grid, terms, {"mean": mpf(sum(kept)), "sum": mpf(1), "none": None}[reduction], kept)


def kernels() -> ModuleType:
    """The module on its own. Of its assertions, which are left out, one asks for tensors on a GPU."""
    folder = FLA.folder()
    # What it imports is loaded without the modules around it.
    for name in ("fla", "fla.ops", "fla.ops.utils"):
        package = ModuleType(name)
        package.__path__ = [str(folder / name.replace(".", "/"))]
        sys.modules[name] = package
    sys.modules["fla"].__version__ = FLA.version
    return module(folder / OPS, "fla.modules.fused_cross_entropy.ops", OPS_SHA256)


def reference() -> Run:
    """The class, lines 461-538, on its kernels in Triton's interpreter."""
    from smoothproof_ref.references.torch_tensors import loss_and_gradient
    from smoothproof_ref.references.triton_kernels import tanh

    ops = kernels()
    ops.tanh = tanh
    names = {
        "labelSmoothing": "label_smoothing",
        "ignoreIndex": "ignore_index",
        "logitScale": "logit_scale",
        "softcap": "logit_softcapping",
        "lseSquareScale": "lse_square_scale",
        "reduction": "reduction",
    }

    def run(case):
        options = take_options(case, names)
        with phase("construct"):
            criterion = ops.FusedCrossEntropyLoss(**options)
        return loss_and_gradient(case["inputs"], criterion)

    return run


VARIANT = Variant(
    "flash-linear-attention",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", "0.1", "0.5", "1e-6", "1"),
        "ignore": ("absent", "class"),
        "logitScale": ("absent", "0.5", "-1.25"),
        "softcap": ("absent", "30", "2"),
        "lseSquareScale": ("absent", "0.0001", "0.25"),
        "reduction": REDUCTIONS,
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    # Unlikely targets on plain logits: with a scale, a cap or a z-loss the normaliser alone is computed differently.
    further=(
        {
            "regime": ("wrong", "large"),
            "alpha": ("absent", "0.1"),
            "ignore": ("absent", "class"),
            "reduction": REDUCTIONS,
            "dtype": F32,
            "upstream": UPSTREAM,
        },
    ),
    values={
        "logitScale": {"0.5": 0.5, "-1.25": -1.25},
        "softcap": {"30": 30.0, "2": 2.0},
        "lseSquareScale": {"0.0001": 0.0001, "0.25": 0.25},
        "reduction": {name: name for name in REDUCTIONS},
    },
    references=(
        Reference(
            ("fla-core", "torch", "triton"),
            reference,
            remark="its kernels in Triton's interpreter, with NumPy's tanh for libdevice's",
        ),
    ),
    defaults={"reduction": "mean"},
    ignore_default=-100,
    dtypes=F32,
    calls=(
        Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
        Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is none"),
        Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
        Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN is none"),
    ),
)
