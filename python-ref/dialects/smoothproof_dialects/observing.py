"""Runs the packages: one process per framework, all of its cases at once, under the pins of the core references."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.observing import say
from smoothproof_ref.references.pins import environment

from smoothproof_dialects.wheels import ROOT

# Triton's kernels run in its interpreter, tinygrad's in its Python device, both on the CPU without a compiler.
SETTINGS = {
    "TRITON_INTERPRET": "1",
    "DEV": "PYTHON",
    "NOOPT": "1",
    "CACHELEVEL": "0",
    "GLOG_v": "3",
    "HF_HUB_OFFLINE": "1",
}


def observe(process: str, cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """Answers by vector id. A package that cannot run a case at all, as opposed to throwing inside it, ends the run."""
    if not cases:
        return {}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "smoothproof_dialects.references.run"],
        input="".join(json.dumps(case.wire()) + "\n" for case in cases),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(pinned=True, overrides=SETTINGS),
    )
    if done.returncode != 0:
        raise GenerationError(f"{process}: its process ended with {done.returncode}\n{done.stderr[-3000:]}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if [answer["id"] for answer in answers] != [case.id for case in cases]:
        raise GenerationError(f"{process}: {len(answers)} answers do not match {len(cases)} cases")
    say(f"observed {process}: {len(answers)} cases in {time.monotonic() - started:.1f} s")
    return {answer["id"]: answer for answer in answers}
