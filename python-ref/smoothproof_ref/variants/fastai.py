"""fastai: losses.py, class LabelSmoothingCrossEntropy."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import ALPHAS, FLOATS, REDUCTIONS, SOFTMAX, UPSTREAM
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import FASTAI
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import grid_of, plain
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """(1 - a) nll + a/K sum, the sum over classes whatever a is."""
    grid, a = grid_of(inputs, 1), mpf(float(options.get("labelSmoothing", 0.1)))
    ones = [mpf(1)] * grid.classes
    terms = [
        rows.gathered(1 - a, a / grid.classes, index, ones, soft)
        for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
    ]
    return plain(grid, terms, options.get("reduction", "mean"))


def reference() -> Run:
    """The class, lines 159-184. Its base and ``store_attr`` are ours: a module, and arguments kept as attributes."""
    import sys

    from torch import Tensor, nn
    from torch.nn import functional

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    class Module(nn.Module):
        """A module whose subclasses need not call its constructor, as fastai's."""

        def __new__(cls, *args, **kwargs):
            made = super().__new__(cls)
            nn.Module.__init__(made)
            return made

        def __init__(self):
            pass

    def store_attr():
        """Every argument of the calling constructor as an attribute."""
        given = dict(sys._getframe(1).f_locals)
        own = given.pop("self")
        for name, value in given.items():
            setattr(own, name, value)

    loss = definitions(
        FASTAI.file("fastai/losses.py"),
        ("LabelSmoothingCrossEntropy",),
        "4ec6c149bbb1028930e8e836e7f06750dabc643dff5f2733bfb60767a72238f6",
        {"Module": Module, "store_attr": store_attr, "F": functional, "Tensor": Tensor},
    ).LabelSmoothingCrossEntropy
    names = {"labelSmoothing": "eps", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        with phase("construct"):
            criterion = loss(**options)
        return loss_and_gradient(case["inputs"], criterion.forward)

    return run


VARIANT = Variant(
    "fastai",
    truth,
    {
        "regime": SOFTMAX,
        "alpha": ("absent", *ALPHAS[1:]),
        "reduction": REDUCTIONS,
        "rank": ("2d", "3d"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    references=(Reference(("fastai", "torch"), reference),),
    defaults={"reduction": "mean"},
    smooths_by_default=True,
    class_axis=1,
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        *odd_smoothings(),
    ),
)
