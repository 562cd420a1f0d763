"""Starts one reference process and talks to it over the wire."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from smoothproof_ref.references.pins import environment
from smoothproof_ref.references.wire import Answer, Case

PACKAGE = Path(__file__).resolve().parent.parent
TFJS = PACKAGE / "tfjs"
BURN = PACKAGE.parent / "burn"


def _tfjs() -> list[str]:
    """Node on TensorFlow.js, which is installed as locked if it is not there yet."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise RuntimeError("tfjs: node and npm are needed, and are not on PATH")
    if not (TFJS / "node_modules" / ".package-lock.json").exists():
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=TFJS,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"tfjs: npm ci failed\n{done.stderr}")
    return [node, str(TFJS / "observe.mjs")]


def _burn() -> list[str]:
    """The Rust program on Burn, which is built as locked; what is built is kept for other copies of this project."""
    cargo = shutil.which("cargo")
    if cargo is None:
        raise RuntimeError("burn: cargo is needed, and is not on PATH")
    kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "smoothproof" / "burn"
    target = Path(os.environ.get("CARGO_TARGET_DIR") or kept)
    done = subprocess.run(
        [cargo, "build", "--quiet", "--locked", "--manifest-path", str(BURN / "Cargo.toml")],
        env={**os.environ, "CARGO_TARGET_DIR": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"burn: cargo build failed\n{done.stderr[-4000:]}")
    return [str(target / "debug" / "burn-losses")]


# Processes that are not Python's: what starts them.
PROGRAMS = {"tfjs": _tfjs, "burn": _burn}

# What a process needs other than the pins: code for float16 on jax does not link without the processor's F16C, which
# comes with AVX2.
JAX_FLOAT16 = "jax-float16"
SETTINGS = {JAX_FLOAT16: {"XLA_FLAGS": "--xla_cpu_max_isa=AVX2 --xla_cpu_multi_thread_eigen=false"}}


def command(process: str) -> list[str]:
    """The command line of a process."""
    if process in PROGRAMS:
        return PROGRAMS[process]()
    return [sys.executable, "-m", "smoothproof_ref.references.run"]


def observe(
    process: str, cases: Sequence[Case], *, pinned: bool = True, overrides: dict[str, str] | None = None
) -> list[Answer]:
    """The answers of one process, in the order of the cases.

    pinned: with the environment of ``pins.PINS`` or with none of its numeric settings; overrides: further environment
    variables, for measuring.
    A reference that cannot run a case at all (as opposed to throwing inside it) ends its process: RuntimeError here.
    """
    if not cases:
        return []
    done = subprocess.run(
        command(process),
        input="".join(json.dumps(case) + "\n" for case in cases),
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env=environment(pinned, {**(SETTINGS.get(process, {}) if pinned else {}), **(overrides or {})}),
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{process}: the process ended with {done.returncode}\n{done.stderr[-4000:]}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if [answer["id"] for answer in answers] != [case["id"] for case in cases]:
        raise RuntimeError(f"{process}: {len(answers)} answers do not match {len(cases)} cases\n{done.stderr[-4000:]}")
    return answers
