"""How far every other variant is from a vector, which shows whether the vector can tell them apart.

The other variant is given the same smoothing, the nearest options and an input derived from this vector's, and is
differentiated through that derivation. Both results are rounded from 50 digits to the vector's dtype, so the distance
is that of the definitions, without the rounding of an implementation.
"""

from __future__ import annotations

from collections.abc import Mapping

import mpmath

from smoothproof_ref.cases.case import Case
from smoothproof_ref.nearest import Setup, View, view_of
from smoothproof_ref.rounding import distance, round_bits
from smoothproof_ref.truth import Field, Outcome
from smoothproof_ref.truth.exact import Exact, log_softmax, through_log, through_log_softmax
from smoothproof_ref.variant import Variant

Variants = Mapping[str, Variant]


def wanted_input(variant: Variant, view: View) -> str:
    """The input for the other variant: logits, unless it takes log-probabilities, or probabilities are known."""
    return "probs" if view.kind == "probs" and "probs" in variant.space.get("input", ()) else variant.kind


def view_by(variant: Variant, case: Case) -> View:
    """A case of the variant, read as data."""
    return view_of(case, variant.class_axis, variant.defaults["reduction"])


def setup_for(variant: Variant, view: View) -> Setup | None:
    """The core variant's call that is nearest to a case, if there is one."""
    return variant.core.nearest(view) if variant.core else None


def outcome_of(variant: Variant, view: View, setup: Setup) -> Outcome | None:
    """The other variant on this vector's inputs, differentiated back to this vector's first input."""
    options, inputs = setup
    options = {**options, "labelSmoothing": view.alpha}
    wanted = wanted_input(variant, view)
    values = view.values
    logarithm = view.kind == "probs" and wanted != "probs"
    normalise = view.kind == "logits" and wanted == "logProbs"
    if logarithm:
        values = [mpmath.log(p) if p > 0 or mpmath.isnan(p) else -mpmath.inf for p in values]
    elif normalise:
        values = log_softmax(values, view.shape)
    given = {wanted: Exact(view.dtype, view.shape, values), **inputs}
    if "upstream" in view.inputs:
        shape = variant.outcome(options, given).loss.shape
        if shape != view.inputs["upstream"].shape:
            return None
        given["upstream"] = view.inputs["upstream"]
    result = variant.outcome(options, given)
    if logarithm:
        result.gradient.values = through_log(result.gradient.values, view.values)
    elif normalise:
        result.gradient.values = through_log_softmax(result.gradient.values, view.values, view.shape)
    return result


class Memory:
    """Outcomes of vectors that share their inputs, so that large ones are computed once.

    ``closed``: nothing is computed for a comparison; only what the vectors themselves needed is compared. That is the
    rule for thousands of classes, where a comparison costs as much as a vector.
    """

    def __init__(self, closed: bool) -> None:
        self.closed = closed
        self._known: dict[tuple, Outcome | None] = {}

    def key(self, variant: str, view: View, setup: Setup) -> tuple:
        """The same for the same variant with the same options on the same tensors."""
        options, inputs = setup
        first = next(iter(view.inputs.values()))
        return (
            variant,
            view.alpha,
            tuple(sorted(options.items())),
            view.kind,
            first,
            view.inputs.get("upstream"),
            tuple(sorted((name, id(t)) for name, t in inputs.items() if name != "target")),
            view.indices(),
        )

    def put(self, variant: Variant, case: Case, own: Outcome) -> None:
        """Remembers the outcome of a vector of the variant."""
        view = view_by(variant, case)
        setup = setup_for(variant, view)
        if setup is not None:
            self._known[self.key(variant.id, view, setup)] = own

    def get(self, variant: Variant, view: View, setup: Setup) -> Outcome | None:
        """The outcome; computed if that is allowed."""
        key = self.key(variant.id, view, setup)
        if key not in self._known and not self.closed:
            self._known[key] = outcome_of(variant, view, setup)
        return self._known.get(key)


def rounded(field: Field, dtype: str) -> list[int]:
    """The bits nearest to each value; cached, since each field is compared with up to seven others."""
    if dtype not in field.rounded:
        field.rounded[dtype] = [round_bits(value, dtype) for value in field.values]
    return field.rounded[dtype]


def farthest(dtype: str, left: Field, right: Field) -> int | str:
    """The largest distance over all elements; "class" if any element differs in class."""
    result = 0
    for one, other in zip(rounded(left, dtype), rounded(right, dtype), strict=True):
        apart = distance(dtype, one, other)
        if isinstance(apart, str):
            return apart
        result = max(result, apart)
    return result


def kills(core: Variants, case: Case, own: Outcome, memory: Memory | None = None) -> dict[str, dict[str, int | str]]:
    """Distances to every other core variant for which these inputs are legal."""
    view = view_by(core[case.variant], case)
    result: dict[str, dict[str, int | str]] = {}
    if not view.regular():
        return result
    for name, variant in core.items():
        setup = setup_for(variant, view) if name != case.variant else None
        if setup is None:
            continue
        other = memory.get(variant, view, setup) if memory else outcome_of(variant, view, setup)
        if other is None:
            continue
        entry: dict[str, int | str] = {}
        if other.loss.shape == own.loss.shape:
            entry["loss"] = farthest(case.dtype, own.loss, other.loss)
        entry["gradient"] = farthest(case.dtype, own.gradient, other.gradient)
        result[name] = entry
    return result
