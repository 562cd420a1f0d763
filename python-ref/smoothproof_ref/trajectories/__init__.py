"""Golden training runs: the same weights, data and order in torch and in Keras, with and without label smoothing.

    files = trajectories()      # {"trajectories/iris.json": bytes, "trajectories/iris.safetensors": bytes, …}

A run is the loss and the norm of the gradient at every step, before the step's update, and the weights after the last
one. torch in float64 is run beside, as the truth of the trajectory. Each framework trains in a process of its own.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from smoothproof_ref.closure import code_sha256
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.provenance import lock_sha256
from smoothproof_ref.references.pins import NUMERIC, environment
from smoothproof_ref.sidecar import digest, pack
from smoothproof_ref.trajectories.digits import digits
from smoothproof_ref.trajectories.experiment import Experiment
from smoothproof_ref.trajectories.iris import iris
from smoothproof_ref.trajectories.job import Job, Run, job_of, load_runs, save_jobs
from smoothproof_ref.trajectories.words import words
from smoothproof_ref.write import text_of

FOLDER = "trajectories"
COMMAND = "uv run generate trajectories"
SMOOTHINGS = (0, 0.1)
EXPERIMENTS = {"iris": iris, "digits": digits, "words": words}
# process, precision: what it stands for in the files
FRAMEWORKS = (("torch", "float32"), ("torch", "float64"), ("keras", "float32"))
_VERSIONS = {"torch": "torch", "keras": "keras", "tensorflow": "tensorflow-cpu", "numpy": "numpy"}

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent.parent
MODULES = (
    "smoothproof_ref.trajectories",
    "smoothproof_ref.trajectories.torch_training",
    "smoothproof_ref.trajectories.keras_training",
)
FILES = (PACKAGE / "datasets/export.mjs", PACKAGE / "datasets/package-lock.json")


def generator_sha256() -> str:
    """One hash over what decides the files."""
    return code_sha256(MODULES, FILES)


def train(framework: str, jobs: list[Job]) -> list[Run]:
    """The runs of one framework, in a process of its own with everything pinned that moves bits."""
    module = f"smoothproof_ref.trajectories.{framework}_training"
    with TemporaryDirectory(prefix=f"smoothproof-{framework}-") as name:
        folder = Path(name)
        save_jobs(folder, jobs)
        done = subprocess.run(
            [sys.executable, "-m", module, str(folder)],
            cwd=PROJECT,
            env=environment(pinned=True),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise GenerationError(f"{framework}: the training ended with {done.returncode}\n{done.stderr[-3000:]}")
        return load_runs(folder, len(jobs))


def _provenance() -> dict[str, Any]:
    return {
        "generator": "python-ref/smoothproof_ref/trajectories",
        "generatorSha256": generator_sha256(),
        "command": COMMAND,
        "references": [{"name": name, "version": version(package)} for name, package in _VERSIONS.items()],
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "platform": f"{sys.platform}-{platform.machine()}",
        "lockSha256": lock_sha256(_VERSIONS.values()),
        "environment": dict(NUMERIC),
    }


def _network(experiment: Experiment) -> dict[str, Any]:
    shape = experiment.network
    told: dict[str, Any] = {}
    if shape.embedding:
        told["embedding"] = {
            "symbols": shape.embedding.symbols,
            "width": shape.embedding.width,
            "window": shape.embedding.window,
        }
    return {
        **told,
        "inputs": shape.inputs,
        "hidden": shape.hidden,
        "activation": shape.activation,
        "classes": shape.classes,
    }


def _training(experiment: Experiment) -> dict[str, Any]:
    training = experiment.training
    told = {
        "optimizer": "sgd",
        "learningRate": training.learning_rate,
        "epochs": training.epochs,
        "batchSize": training.batch_size,
        "steps": len(experiment.batches()),
    }
    if experiment.ignore_index is not None:
        told["ignoreIndex"] = experiment.ignore_index
    return told if training.order is None else {**told, "order": [{"samples": epoch} for epoch in training.order]}


def _document(experiment: Experiment, runs: list[dict[str, Any]], content: bytes) -> dict[str, Any]:
    return {
        "format": "smoothproof-trajectory/1",
        "experiment": experiment.name,
        "title": experiment.title,
        "about": experiment.about,
        "network": _network(experiment),
        "training": _training(experiment),
        "sidecar": {"file": f"{experiment.name}.safetensors", "sha256": digest(content), "bytes": len(content)},
        "runs": runs,
        "data": {**experiment.data, "samples": experiment.samples},
        "provenance": _provenance(),
        "contentSha256": "",
    }


def _finite(name: str, run: Run) -> None:
    if not np.isfinite(run.loss + run.gradient_norm).all():
        raise GenerationError(f"{name}: expected a loss and a gradient at every step, got one that is not finite")


def trajectories() -> dict[str, bytes]:
    """Every file by its path below fixtures/."""
    experiments = [make() for make in EXPERIMENTS.values()]
    wanted = [(e, s, f, d) for f, d in FRAMEWORKS for e in experiments for s in SMOOTHINGS]
    runs: dict[tuple[str, float, str, str], Run] = {}
    for framework in dict.fromkeys(f for f, _ in FRAMEWORKS):
        mine = [(e, s, d) for e, s, f, d in wanted if f == framework]
        for (e, s, d), run in zip(mine, train(framework, [job_of(*each) for each in mine]), strict=True):
            _finite(f"{e.name}, {framework}, {d}, labelSmoothing {s}", run)
            runs[e.name, s, framework, d] = run
    files: dict[str, bytes] = {}
    for experiment in experiments:
        tensors = {f"initial/{name}": array for name, array in experiment.initial.items()}
        told = []
        for smoothing in SMOOTHINGS:
            for framework, dtype in FRAMEWORKS:
                run = runs[experiment.name, smoothing, framework, dtype]
                final = f"{framework}.{dtype}.{smoothing}"
                tensors |= {f"{final}/{name}": array for name, array in run.final.items()}
                told.append(
                    {
                        "framework": framework,
                        "dtype": dtype,
                        "labelSmoothing": smoothing,
                        "final": final,
                        "loss": run.loss,
                        "gradientNorm": run.gradient_norm,
                    }
                )
        content = pack(tensors, {"experiment": experiment.name, "generatorSha256": generator_sha256()})
        files[f"{FOLDER}/{experiment.name}.safetensors"] = content
        files[f"{FOLDER}/{experiment.name}.json"] = text_of(_document(experiment, told, content)).encode()
    return files
