"""Runs the references: one process each, all of its cases at once, two processes at a time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.provenance import REFERENCES
from smoothproof_ref.references import observe

Answers = Mapping[tuple[str, str], dict[str, Any]]


def say(text: str) -> None:
    """Progress goes to stderr; stdout is for results."""
    print(text, file=sys.stderr, flush=True)


def observe_all(cases: Iterable[Case]) -> Answers:
    """(reference, vector id) -> answer, from every reference that knows the vector's variant."""
    work: dict[str, list[Case]] = {}
    for case in cases:
        for name in REFERENCES[case.variant]:
            work.setdefault(name, []).append(case)

    def run(name: str) -> dict[tuple[str, str], dict[str, Any]]:
        started = time.monotonic()
        try:
            answers = observe(name, [case.wire() for case in work[name]])
        except (RuntimeError, OSError) as error:
            raise GenerationError(str(error)) from error
        say(f"observed {name}: {len(answers)} cases in {time.monotonic() - started:.1f} s")
        return {(name, answer["id"]): answer for answer in answers}

    # The slow ones first, above all jax, which compiles every case: two processes share two cores best that way.
    order = sorted(work, key=lambda name: (name != "keras-jax", not name.startswith("keras"), name))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, order))
    return {key: answer for result in results for key, answer in result.items()}
