"""What the parent passes to a training process and gets back: a folder with a safetensors file and a JSON file.

A process trains several runs one after the other. Gradient norms are taken in float64 from the framework's gradients,
by the same code for all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from smoothproof_ref.sidecar import pack, unpack
from smoothproof_ref.trajectories.experiment import Embedding, Experiment, Network

Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Job:
    """One run to make."""

    network: Network
    x: np.ndarray
    target: np.ndarray
    initial: Weights
    batches: list[list[int]]
    learning_rate: float
    label_smoothing: float
    ignore_index: int | None
    dtype: str
    """float32, or float64 for the truth of the trajectory."""


@dataclass(frozen=True)
class Run:
    """loss and gradient norm of every step, both before the step's update, and the weights after the last."""

    loss: list[float]
    gradient_norm: list[float]
    final: Weights


Trainer = Callable[[Job], Run]


def job_of(experiment: Experiment, label_smoothing: float, dtype: str) -> Job:
    """The run of an experiment with one smoothing in one precision."""
    return Job(
        network=experiment.network,
        x=experiment.x,
        target=experiment.target,
        initial=experiment.initial,
        batches=experiment.batches(),
        learning_rate=experiment.training.learning_rate,
        label_smoothing=label_smoothing,
        ignore_index=experiment.ignore_index,
        dtype=dtype,
    )


def norm(gradients: list[np.ndarray]) -> float:
    """The Euclidean norm over all parameters together, in float64."""
    return float(np.sqrt(sum(float(np.sum(np.square(g, dtype=np.float64))) for g in gradients)))


def save_jobs(folder: Path, jobs: list[Job]) -> None:
    """Writes what ``serve`` reads."""
    tensors: dict[str, np.ndarray] = {}
    told = []
    for at, job in enumerate(jobs):
        tensors |= {f"{at}/x": job.x, f"{at}/target": job.target}
        tensors |= {f"{at}/initial/{name}": array for name, array in job.initial.items()}
        told.append(
            {
                "network": asdict(job.network),
                "batches": job.batches,
                "learning_rate": job.learning_rate,
                "label_smoothing": job.label_smoothing,
                "ignore_index": job.ignore_index,
                "dtype": job.dtype,
            }
        )
    (folder / "jobs.safetensors").write_bytes(pack(tensors, {}))
    (folder / "jobs.json").write_text(json.dumps(told), encoding="utf-8")


def _load_jobs(folder: Path) -> list[Job]:
    tensors = unpack(folder / "jobs.safetensors")
    jobs = []
    for at, told in enumerate(json.loads((folder / "jobs.json").read_text(encoding="utf-8"))):
        network = told.pop("network")
        embedding = network.pop("embedding")
        prefix = f"{at}/initial/"
        jobs.append(
            Job(
                network=Network(**network, embedding=Embedding(**embedding) if embedding else None),
                x=tensors[f"{at}/x"],
                target=tensors[f"{at}/target"],
                initial={name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)},
                **told,
            )
        )
    return jobs


def serve(folder: Path, train: Trainer) -> None:
    """In the training process: every job of the folder, its run beside it."""
    tensors: dict[str, np.ndarray] = {}
    for at, job in enumerate(_load_jobs(folder)):
        run = train(job)
        tensors[f"{at}/loss"] = np.array(run.loss, np.float64)
        tensors[f"{at}/gradientNorm"] = np.array(run.gradient_norm, np.float64)
        tensors |= {f"{at}/final/{name}": array for name, array in run.final.items()}
    (folder / "runs.safetensors").write_bytes(pack(tensors, {}))


def load_runs(folder: Path, count: int) -> list[Run]:
    """What ``serve`` wrote, in the order of the jobs."""
    tensors = unpack(folder / "runs.safetensors")
    runs = []
    for at in range(count):
        prefix = f"{at}/final/"
        final = {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
        runs.append(Run(tensors[f"{at}/loss"].tolist(), tensors[f"{at}/gradientNorm"].tolist(), final))
    return runs
