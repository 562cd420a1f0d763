"""One variant: its definition at 50 digits, the calls that are recorded, and the references that are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mpmath

from smoothproof_ref.cases.case import Case
from smoothproof_ref.nearest import Setup, View
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.precision import working_digits

Options = Mapping[str, Any]
Inputs = Mapping[str, Tensor]
Truth = Callable[[Options, Inputs], Outcome]
Row = Mapping[str, str]
# factor -> its labels; the label is what a vector's id says, and "absent" leaves the option or input out.
Space = Mapping[str, Sequence[str]]
# True for a row, or the part of one that is chosen so far, which no case may have.
Rule = Callable[[Row], bool]
# Answers one case: returns loss and gradient, or raises the error of references.wire.phase.
Run = Callable[[dict[str, Any]], tuple[Any, Any]]


@dataclass(frozen=True)
class Bound:
    """Largest error of a reference against the truth, in eps * (scale + floor): for up to 256 classes, and for more."""

    loss: float = 4
    gradient: float = 4
    loss_many: float = 16
    gradient_many: float = 16
    reason: str = "measured below 3: one rounding per step of a plain evaluation in the input's dtype"


@dataclass(frozen=True)
class Call:
    """A call that is written by hand: an odd call that is accepted, or a refusal, which has a phase and a code.

    change: to the variant's plain call, options by their names, inputs by theirs; None removes.
    """

    slug: str
    change: Mapping[str, Any]
    because: str = ""
    phase: str = ""
    code: str = ""


@dataclass(frozen=True)
class Reference:
    """A reference that computes a variant: a package, or a package on one of its backends.

    packages: the distributions that compute the numbers, the one it is named after first; of an unpacked wheel, the
    name of its pins. load: imports them and gives what answers a case; None where ``process`` names a program in
    another language. process: references of the same process share it; by default the last package, which is the
    framework. name: what failures and files call it; by default the first package. files: what it is made of besides
    Python, below python-ref. remark: what a reader has to know of how it was run, said wherever it is named.
    """

    packages: tuple[str, ...]
    load: Callable[[], Run] | None = None
    process: str = ""
    name: str = ""
    files: tuple[str, ...] = ()
    remark: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "process", self.process or self.packages[-1])
        object.__setattr__(self, "name", self.name or self.packages[0])


@dataclass(frozen=True)
class Core:
    """What a core variant has besides: every legal pair of its space is covered in each dtype, it takes part in real
    vectors, and each of its vectors is compared with the nearest call of every other core variant.

    nearest: its call that is nearest to another variant's vector. base: options and inputs of the plain call.
    exclusions: pairs of values that do not go together, beside those of ``cases.space``. examples: cases made by hand.
    flags: what its rows and calls show that other variants' do not. off_below_zero: a negative or NaN smoothing is
    none. ignores_last: where ignoreIndex is given, the last row has it. narrow: the reference computes in float32
    whatever it is given. classes_without_ignore: how many classes there are at least and at most where no ignoreIndex
    is given.
    """

    nearest: Callable[[View], Setup | None]
    base: tuple[Mapping[str, Any], Mapping[str, Any]]
    exclusions: tuple[Any, ...] = ()
    examples: Callable[[], list[Case]] = list
    flags: Callable[[Case, Row, Sequence[str]], list[str]] = lambda case, row, flags: []
    off_below_zero: bool = False
    ignores_last: bool = False
    narrow: bool = False
    classes_without_ignore: tuple[int, int] | None = None


@dataclass(frozen=True)
class Variant:
    """``references``: who is asked, the one that is judged against first. A variant without any is written from its
    source alone, which ``source`` then names with its version.

    ``further``: more spaces, each covered by itself, so that no vector of the first is renamed.
    ``apart``: what cases.apart has besides, as changes of its rows.
    ``values``: per factor of the space that is no common one, what a label stands for in the options, if not itself.
    ``defaults``: options that are not written where they have this value.
    ``ignore_default``: the class index that marks a row to be left out where no ignoreIndex is given, if any does.
    ``kind``: what the first input holds; ``labels``: every element is a label of its own; ``loss_per_label``: and a
    loss of its own, which sample weights then belong to. ``sigmoid``: every logit has a probability of its own,
    although the target is the index of one class.
    ``logits_option``: what says that logits are given, where probabilities may be too.
    ``options_for``: options that follow from the number of classes.
    """

    id: str
    truth: Truth
    space: Space
    references: tuple[Reference, ...] = ()
    source: tuple[str, str] = ("", "")
    core: Core | None = None
    further: tuple[Space, ...] = ()
    apart: tuple[Row, ...] = ()
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    ignore_default: int | None = None
    kind: str = "logits"
    labels: bool = False
    sigmoid: bool = False
    smooths_by_default: bool = False
    loss_per_label: bool = False
    logits_option: str = "fromLogits"
    class_axis: int = -1
    dtypes: tuple[str, ...] = ("float32", "float64")
    bound: Bound = Bound()
    calls: tuple[Call, ...] = ()
    options_for: Callable[[int], Mapping[str, Any]] = lambda classes: {}

    @property
    def takes_one_class(self) -> bool:
        """Whether a call of one class is among the cases of its space."""
        return "k1" in self.space["regime"]

    @property
    def observed(self) -> bool:
        """Whether any reference computes the numbers."""
        return bool(self.references)

    def outcome(self, options: Options, inputs: Inputs) -> Outcome:
        """Loss and gradient at 50 digits, and as many more as tiny inputs need."""
        first = next(iter(inputs.values()))
        with mpmath.workdps(working_digits(first.values)):
            return self.truth(options, inputs)
