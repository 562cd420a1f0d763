"""One dialect: what it is called, who computes it, what it is at 50 digits, and which calls are recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mpmath
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.precision import working_digits

Options = Mapping[str, Any]
Inputs = Mapping[str, Tensor]
Truth = Callable[[Options, Inputs], Outcome]
Row = Mapping[str, str]
# factor -> its labels; the label is what a vector's id says, and "absent" leaves the option or input out.
Space = Mapping[str, Sequence[str]]
# True for a row, or the part of one that is there already, which no case should have.
Rule = Callable[[Row], bool]


@dataclass(frozen=True)
class Bound:
    """Largest error of the package against the truth, in eps * (scale + floor), with its reason."""

    loss: float = 4
    gradient: float = 4
    reason: str = "measured below 3: one rounding per step of a plain evaluation in the input's dtype"


@dataclass(frozen=True)
class Call:
    """A call that is written down by hand: an acceptance, or a refusal, which has a phase and a code."""

    slug: str
    change: Mapping[str, Any]
    because: str = ""
    phase: str = ""
    code: str = ""


@dataclass(frozen=True)
class Dialect:
    """``packages`` are the distributions that compute the numbers, the one that the dialect is named after first; of an
    unpacked wheel, the name of its pins. A dialect without any is written from its source alone, which ``source`` then
    names with its version.

    ``values``: per factor of the space that is no common one, what a label stands for in the options, if not itself.
    ``defaults``: options that are not written where they have this value.
    ``ignore_default``: the class index that marks a row to be left out where no ignoreIndex is given, if any does.
    ``kind``: what the first input holds; ``labels``: every element is a label of its own; ``loss_per_label``: and a
    loss of its own, which sample weights then belong to.
    ``logits_option``: what says that logits are given, where probabilities may be too.
    ``options_for``: options that follow from the number of classes.
    """

    id: str
    truth: Truth
    space: Space
    packages: tuple[str, ...] = ()
    module: str = ""
    source: tuple[str, str] = ("", "")
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    ignore_default: int | None = None
    kind: str = "logits"
    labels: bool = False
    smooths_by_default: bool = False
    loss_per_label: bool = False
    logits_option: str = "fromLogits"
    class_axis: int = -1
    dtypes: tuple[str, ...] = ("float32", "float64")
    bound: Bound = Bound()
    calls: tuple[Call, ...] = ()
    options_for: Callable[[int], Mapping[str, Any]] = lambda classes: {}

    @property
    def process(self) -> str:
        """What shares a process: packages on the same framework."""
        return self.packages[-1]

    @property
    def observed(self) -> bool:
        """Whether a real package computes the numbers."""
        return bool(self.packages)

    def outcome(self, options: Options, inputs: Inputs) -> Outcome:
        """Loss and gradient at 50 digits, and as many more as tiny inputs need."""
        first = next(iter(inputs.values()))
        with mpmath.workdps(working_digits(first.values)):
            return self.truth(options, inputs)
