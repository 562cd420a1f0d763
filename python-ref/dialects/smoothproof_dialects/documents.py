"""A dialect's file in memory: every vector checked against the definition before it is part of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smoothproof_ref.agreement import class_differences, worst
from smoothproof_ref.cases.case import Case
from smoothproof_ref.documents import observed_values
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Field, Outcome
from smoothproof_ref.vectors import results_of, value_json, vector_json

from smoothproof_dialects.cases.build import cases_of
from smoothproof_dialects.cases.calls import acceptances_of, refusals_of
from smoothproof_dialects.dialect import Bound, Call, Dialect
from smoothproof_dialects.notes import notes_for
from smoothproof_dialects.provenance import UNOBSERVED, package_versions, provenance

Answers = Mapping[str, Mapping[str, Any]]


def all_cases(dialect: Dialect) -> list[Case]:
    """Every call that the package is asked about."""
    return [*cases_of(dialect), *acceptances_of(dialect), *(case for case, _ in refusals_of(dialect))]


def disagreement(bound: Bound, name: str, observed: Tensor, truth: Field) -> str | None:
    """One line that says how package and truth differ, or None."""
    if observed.shape != truth.shape:
        return f"{name}: observed shape {list(observed.shape)}, truth has {list(truth.shape)}"
    for index in class_differences(observed, truth)[:1]:
        return f"{name}[{index}]: observed {observed.values[index]!r}, truth {truth.values[index]}"
    error, limit = worst(observed, truth), getattr(bound, name)
    if error > limit:
        return f"{name}: {error:.3g} units apart, bound {limit:g}: observed {observed.values}, truth {truth.values}"
    return None


def rounded(dtype: str, field: Field) -> Tensor:
    """A truth in the place of an observation, for a package that was not run."""
    return Tensor(dtype, field.shape, tuple(round_bits(value, dtype) for value in field.values))


def values_of(dialect: Dialect, case: Case, outcome: Outcome, answers: Answers) -> tuple[Tensor, Tensor]:
    """Loss and gradient as observed, once they agree with the definition."""
    fields = {"loss": outcome.loss, "gradient": outcome.gradient}
    if not dialect.observed:
        loss, gradient = (rounded(case.dtype, field) for field in fields.values())
        return loss, gradient
    observed = dict(zip(fields, observed_values(case, dict(answers[case.id])), strict=True))
    for name, tensor in observed.items():
        difference = disagreement(dialect.bound, name, tensor, fields[name])
        if difference:
            raise GenerationError(f"{case.id}: {difference}\n  options {case.options}")
    return observed["loss"], observed["gradient"]


def vector_of(dialect: Dialect, case: Case, answers: Answers) -> dict[str, Any]:
    """One vector that yields numbers."""
    outcome = dialect.outcome(case.options, case.inputs)
    loss, gradient = values_of(dialect, case, outcome, answers)
    expect = value_json(case, loss, gradient, outcome, [])
    return vector_json(case, expect, {}, results_of(loss, gradient, outcome))


def refusal_of(dialect: Dialect, case: Case, call: Call, answers: Answers) -> dict[str, Any]:
    """One vector that throws: in the phase that was expected, type and message as observed."""
    [package, *_] = package_versions(dialect)
    if not dialect.observed:
        seen = {"type": UNOBSERVED, "message": call.because or UNOBSERVED}
    else:
        answer = answers[case.id]
        if answer["kind"] != "throws" or answer["phase"] != call.phase:
            got = f"an error in {answer['phase']}" if answer["kind"] == "throws" else f"a value {answer}"
            raise GenerationError(f"{case.id}: expected an error in {call.phase}, observed {got}")
        seen = {"type": answer["type"], "message": answer["message"]}
    observed = {"reference": package["name"], "version": package["version"], **seen}
    return vector_json(case, {"kind": "throws", "phase": call.phase, "code": call.code, "observed": observed}, {})


def document(dialect: Dialect, answers: Answers) -> dict[str, Any]:
    """A whole file; ids are unique or the run stops."""
    vectors, wrong = [], []
    for case in [*cases_of(dialect), *acceptances_of(dialect)]:
        try:
            vectors.append(vector_of(dialect, case, answers))
        except GenerationError as error:
            wrong.append(str(error))
    for case, call in refusals_of(dialect):
        try:
            vectors.append(refusal_of(dialect, case, call, answers))
        except GenerationError as error:
            wrong.append(str(error))
    if wrong:
        raise GenerationError("\n".join(wrong))
    ids = [vector["id"] for vector in vectors]
    twins = {name for name in ids if ids.count(name) > 1}
    if twins:
        raise GenerationError(f"{dialect.id}: given twice: {', '.join(sorted(twins))}")
    return {
        "$schema": "../schema/fixture.schema.json",
        "format": "smoothproof-fixture/1",
        "group": f"dialects/{dialect.id}",
        "numberOfVectors": len(vectors),
        "provenance": provenance(dialect),
        "notes": notes_for({flag for vector in vectors for flag in vector["flags"]}),
        "vectors": vectors,
        "contentSha256": "",
    }
