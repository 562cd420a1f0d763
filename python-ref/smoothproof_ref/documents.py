"""Fixture files in memory: every vector checked against the definition before it is part of one."""

from __future__ import annotations

from typing import Any

from smoothproof_ref.agreement import disagreement, worst_units
from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.errors import Refusal
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.kills import kills
from smoothproof_ref.notes import notes_for
from smoothproof_ref.observing import Answers
from smoothproof_ref.provenance import REFERENCES, provenance
from smoothproof_ref.references import versions
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Outcome, truth
from smoothproof_ref.vectors import results_of, value_json, vector_json

ALSO_OBSERVED_UNITS = 8.0


def observed_values(case: Case, answer: dict[str, Any]) -> tuple[Tensor, Tensor]:
    """Loss and gradient of an answer that should be one."""
    if answer["kind"] != "value":
        raise GenerationError(f"{case.id}: observed {answer['type']} in {answer['phase']}: {answer['message']}")
    if answer["gradient"] is None:
        raise GenerationError(f"{case.id}: observed no gradient")
    return Tensor.from_wire(answer["loss"]), Tensor.from_wire(answer["gradient"])


def checked(case: Case, answer: dict[str, Any], outcome: Outcome) -> tuple[Tensor, Tensor]:
    """The observed values, once the definition has been found to agree with them."""
    loss, gradient = observed_values(case, answer)
    classes = max(next(iter(case.inputs.values())).shape, default=1)
    for name, observed, field in (("loss", loss, outcome.loss), ("gradient", gradient, outcome.gradient)):
        difference = disagreement(case.variant, classes, name, observed, field)
        if difference:
            raise GenerationError(f"{case.id}: {difference}")
    return loss, gradient


def _plain_output(tensor: Tensor) -> dict[str, Any]:
    return tensor.json()


def further_observations(case: Case, answers: Answers, outcome: Outcome, main: tuple[Tensor, Tensor]) -> list[dict]:
    """Other backends' values, where one differs from the first in shape, in class, or by more than 8 units."""
    found = []
    for name in REFERENCES[case.variant][1:]:
        answer = answers[name, case.id]
        if answer["kind"] != "value" or answer["gradient"] is None:
            continue
        values = (Tensor.from_wire(answer["loss"]), Tensor.from_wire(answer["gradient"]))
        fields = (outcome.loss, outcome.gradient)
        if any(
            worst_units(one, other, field, case.dtype) > ALSO_OBSERVED_UNITS
            for one, other, field in zip(main, values, fields, strict=True)
        ):
            package = next(iter(versions(name).values()))
            found.append(
                {
                    "reference": name,
                    "version": package,
                    "loss": _plain_output(values[0]),
                    "gradient": _plain_output(values[1]),
                }
            )
    return found


def vector_of(case: Case, answers: Answers) -> dict[str, Any]:
    """One value vector of the matrix."""
    outcome = truth(case.variant, case.options, case.inputs)
    main = checked(case, answers[REFERENCES[case.variant][0], case.id], outcome)
    also = further_observations(case, answers, outcome, main)
    return vector_json(case, value_json(case, *main, outcome, also), kills(case, outcome), results_of(*main, outcome))


def refusal_of(refusal: Refusal, answers: Answers) -> dict[str, Any]:
    """One vector that throws: the phase must be the expected one, type and message are recorded as observed."""
    case, name = refusal.case, REFERENCES[refusal.case.variant][0]
    answer = answers[name, case.id]
    if answer["kind"] != "throws":
        raise GenerationError(f"{case.id}: expected an error in {refusal.phase}, observed a value")
    if answer["phase"] != refusal.phase:
        raise GenerationError(f"{case.id}: expected an error in {refusal.phase}, observed one in {answer['phase']}")
    expect = {
        "kind": "throws",
        "phase": refusal.phase,
        "code": refusal.code,
        "observed": {
            "reference": name,
            "version": next(iter(versions(name).values())),
            "type": answer["type"],
            "message": answer["message"],
        },
    }
    return vector_json(case, expect, {})


def document(
    group: str, variants: list[str], vectors: list[dict[str, Any]], sidecar: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A whole file; ids are unique or the run stops."""
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
        "provenance": provenance(group, variants),
    }
    if sidecar is not None:
        result["sidecar"] = sidecar
    result["notes"] = notes_for({flag for vector in vectors for flag in vector["flags"]})
    result["vectors"] = vectors
    result["contentSha256"] = ""
    return result
