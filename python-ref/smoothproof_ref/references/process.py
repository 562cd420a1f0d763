"""Starts one reference in a process of its own and talks to it over the wire."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .pins import environment
from .wire import Answer, Case

PACKAGE = Path(__file__).resolve().parent.parent
TFJS = PACKAGE / "tfjs"

# name -> module under smoothproof_ref.references and its arguments
MODULES: dict[str, tuple[str, ...]] = {
    "torch": ("torch_cross_entropy",),
    "keras-tensorflow": ("keras_losses", "tensorflow"),
    "keras-torch": ("keras_losses", "torch"),
    "keras-jax": ("keras_losses", "jax"),
    "opennmt": ("opennmt",),
    "simple": ("simple",),
    "equation1": ("equation1",),
}
NAMES: tuple[str, ...] = (*MODULES, "tfjs")


def install_tfjs() -> None:
    """Installs TensorFlow.js as locked, if it is not there yet."""
    if (TFJS / "node_modules" / ".package-lock.json").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("tfjs: npm is needed to install @tensorflow/tfjs-core, and is not on PATH")
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=TFJS, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"tfjs: npm ci failed\n{done.stderr}")


def command(name: str) -> list[str]:
    """The command line of a reference."""
    if name == "tfjs":
        node = shutil.which("node")
        if node is None:
            raise RuntimeError("tfjs: node is needed, and is not on PATH")
        install_tfjs()
        return [node, str(TFJS / "observe.mjs")]
    if name not in MODULES:
        raise ValueError(f"name: expected one of {', '.join(NAMES)}, got {name}")
    module, *arguments = MODULES[name]
    return [sys.executable, "-m", f"smoothproof_ref.references.{module}", *arguments]


def observe(
    name: str, cases: Sequence[Case], *, pinned: bool = True, overrides: dict[str, str] | None = None
) -> list[Answer]:
    """The reference's answers, in the order of the cases.

    name: one of NAMES; pinned: with the environment of ``pins.PINS`` or with none of its numeric settings;
    overrides: further environment variables, for measuring.
    A reference that cannot run a case at all (as opposed to throwing inside it) ends its process: RuntimeError here.
    """
    argv = command(name)
    if not cases:
        return []
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run(
        argv, input=lines, capture_output=True, text=True, cwd=PACKAGE.parent, env=environment(pinned, overrides)
    )
    if done.returncode != 0:
        raise RuntimeError(f"{name}: the reference ended with {done.returncode}\n{done.stderr[-4000:]}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if [answer["id"] for answer in answers] != [case["id"] for case in cases]:
        raise RuntimeError(f"{name}: {len(answers)} answers do not match {len(cases)} cases\n{done.stderr[-4000:]}")
    return answers
