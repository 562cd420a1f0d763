"""Fixture files in memory: every vector checked against the definition before it is part of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from smoothproof_ref.agreement import disagreement, worst_units
from smoothproof_ref.cases.case import Case
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.kills import Variants, kills
from smoothproof_ref.notes import OVERFLOWS, notes_for
from smoothproof_ref.provenance import UNOBSERVED, provenance, version_of
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Field, Outcome
from smoothproof_ref.variant import Call, Variant
from smoothproof_ref.vectors import results_of, value_json, vector_json

ALSO_OBSERVED_UNITS = 8.0
# (name of the reference, id of the vector) -> what it answered
Answers = Mapping[tuple[str, str], dict[str, Any]]
Values = tuple[Tensor, Tensor]


def observed_values(case: Case, answer: dict[str, Any]) -> Values:
    """Loss and gradient of an answer that should have them."""
    if answer["kind"] != "value":
        raise GenerationError(f"{case.id}: observed {answer['type']} in {answer['phase']}: {answer['message']}")
    if answer["gradient"] is None:
        raise GenerationError(f"{case.id}: observed no gradient")
    return Tensor.from_wire(answer["loss"]), Tensor.from_wire(answer["gradient"])


def _rounded(dtype: str, field: Field) -> Tensor:
    """The truth in place of an observation, for a source that was not run."""
    return Tensor(dtype, field.shape, tuple(round_bits(value, dtype) for value in field.values))


def checked(variant: Variant, case: Case, answers: Answers, outcome: Outcome) -> Values:
    """The observed values, after a check that the definition agrees with them."""
    if not variant.observed:
        return _rounded(case.dtype, outcome.loss), _rounded(case.dtype, outcome.gradient)
    loss, gradient = observed_values(case, answers[variant.references[0].name, case.id])
    classes = max(next(iter(case.inputs.values())).shape, default=1)
    for name, observed, field in (("loss", loss, outcome.loss), ("gradient", gradient, outcome.gradient)):
        if OVERFLOWS in case.flags:
            observed = without_overflow(observed, field)
        difference = disagreement(variant.bound, classes, name, observed, field)
        if difference:
            raise GenerationError(f"{case.id}: {difference}\n  options {case.options}")
    return loss, gradient


def without_overflow(observed: Tensor, truth: Field) -> Tensor:
    """The observation, with the truth in place of values that overflowed."""
    rounded = _rounded(observed.dtype, truth)
    pairs = zip(observed.values, observed.bits, rounded.bits, strict=True)
    kept = tuple(bits if value - value == 0 else own for value, bits, own in pairs)
    return Tensor(observed.dtype, observed.shape, kept)


def further_observations(
    variant: Variant, case: Case, answers: Answers, outcome: Outcome, main: Values
) -> list[dict[str, Any]]:
    """Other references' values, where one differs from the first in shape, in class, or by more than 8 units."""
    found = []
    for reference in variant.references[1:]:
        answer = answers[reference.name, case.id]
        if answer["kind"] != "value" or answer["gradient"] is None:
            continue
        values = (Tensor.from_wire(answer["loss"]), Tensor.from_wire(answer["gradient"]))
        fields = (outcome.loss, outcome.gradient)
        if any(
            worst_units(one, other, field, case.dtype) > ALSO_OBSERVED_UNITS
            for one, other, field in zip(main, values, fields, strict=True)
        ):
            found.append(
                {
                    "reference": reference.name,
                    "version": version_of(reference),
                    "loss": values[0].json(),
                    "gradient": values[1].json(),
                }
            )
    return found


def vector_of(variant: Variant, core: Variants, case: Case, answers: Answers) -> dict[str, Any]:
    """One vector that yields numbers; one of a core variant is compared with all others."""
    outcome = variant.outcome(case.options, case.inputs)
    main = checked(variant, case, answers, outcome)
    also = [] if case.first_only else further_observations(variant, case, answers, outcome, main)
    apart = kills(core, case, outcome) if variant.core and not case.alone else {}
    return vector_json(case, value_json(case, *main, outcome, also), apart, results_of(*main, outcome))


def refusal_of(variant: Variant, case: Case, call: Call, answers: Answers) -> dict[str, Any]:
    """One vector that throws: the phase must be the expected one, type and message are recorded as observed."""
    if variant.observed:
        reference = variant.references[0]
        answer = answers[reference.name, case.id]
        if answer["kind"] != "throws":
            raise GenerationError(f"{case.id}: expected an error in {call.phase}, observed a value")
        if answer["phase"] != call.phase:
            raise GenerationError(f"{case.id}: expected an error in {call.phase}, observed one in {answer['phase']}")
        who = {"reference": reference.name, "version": version_of(reference)}
        seen = {"type": answer["type"], "message": answer["message"]}
    else:
        name, commit = variant.source
        who = {"reference": f"{name}, {UNOBSERVED}", "version": commit}
        seen = {"type": UNOBSERVED, "message": call.because or UNOBSERVED}
    expect = {"kind": "throws", "phase": call.phase, "code": call.code, "observed": {**who, **seen}}
    return vector_json(case, expect, {})


def vectors_of(
    variant: Variant,
    core: Variants,
    cases: Iterable[Case],
    refusals: Iterable[tuple[Case, Call]],
    answers: Answers,
) -> list[dict[str, Any]]:
    """All vectors of a variant; every disagreement is printed before the run stops."""
    vectors, wrong = [], []
    makers: list[Callable[[], dict[str, Any]]] = [
        *((lambda case=case: vector_of(variant, core, case, answers)) for case in cases),
        *((lambda case=case, call=call: refusal_of(variant, case, call, answers)) for case, call in refusals),
    ]
    for make in makers:
        try:
            vectors.append(make())
        except GenerationError as error:
            wrong.append(str(error))
    if wrong:
        raise GenerationError("\n".join(wrong))
    return vectors


def document(
    group: str,
    variants: Sequence[Variant],
    modules: Iterable[str],
    vectors: list[dict[str, Any]],
    sidecar: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A whole file; the run stops if an id is not unique. modules: the code that it depends on."""
    seen: set[str] = set()
    for vector in vectors:
        if vector["id"] in seen:
            raise GenerationError(f"{vector['id']}: this id is given twice")
        seen.add(vector["id"])
    result: dict[str, Any] = {
        "$schema": "../schema/fixture.schema.json",
        "format": "smoothproof-fixture/1",
        "group": group,
        "numberOfVectors": len(vectors),
        "provenance": provenance(group, variants, modules),
    }
    if sidecar is not None:
        result["sidecar"] = sidecar
    result["notes"] = notes_for({flag for vector in vectors for flag in vector["flags"]})
    result["vectors"] = vectors
    result["contentSha256"] = ""
    return result
