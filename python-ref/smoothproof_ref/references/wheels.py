"""Releases that are not installed, unpacked beside the environment: only text is read from them.

fairseq's wheels are for Python 3.8, YOLOv5's for 3.10, Megatron's newest for 3.12; Flax' examples are in its source
release alone; of the others a class or two is all that is needed.
``wheels/NAME.txt`` pins one release with its hash, which is checked before anything is unpacked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PINS = ROOT / "wheels"
UNPACKED = ROOT / ".wheels"


@dataclass(frozen=True)
class Wheel:
    """``name``: of the file of pins; ``python``: which interpreter the wheel is for."""

    name: str
    python: str

    @property
    def requirement(self) -> Path:
        """The file that pins it."""
        return PINS / f"{self.name}.txt"

    @property
    def pin(self) -> str:
        """distribution==version as it is pinned."""
        return self.requirement.read_text(encoding="utf-8").split()[0]

    @property
    def version(self) -> str:
        """The pinned version."""
        return self.pin.partition("==")[2]

    def file(self, path: str) -> Path:
        """A file of the unpacked wheel."""
        return self.folder() / path

    def folder(self) -> Path:
        """Where the wheel is unpacked; unpacks it on first use."""
        folder = UNPACKED / f"{self.name}-{self.version}"
        if not folder.exists():
            self._unpack(folder)
        return folder

    def _unpack(self, folder: Path) -> None:
        uv = shutil.which("uv")
        if uv is None:
            raise RuntimeError(f"{self.pin}: uv is needed to unpack this wheel, and is not on PATH")
        partial = folder.with_name(f"{folder.name}.{os.getpid()}")
        options = ["--no-deps", "--no-build", "--require-hashes", "--python-platform", "x86_64-manylinux_2_28"]
        done = subprocess.run(
            [uv, "pip", "install", "--quiet", "--target", str(partial), "--python-version", self.python, *options]
            + ["-r", str(self.requirement)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            shutil.rmtree(partial, ignore_errors=True)
            raise RuntimeError(f"{self.pin}: uv pip install failed\n{done.stderr}")
        partial.rename(folder)


class SourceRelease(Wheel):
    """The same of a source release, which nobody builds."""

    def _unpack(self, folder: Path) -> None:
        partial = folder.with_name(f"{folder.name}.{os.getpid()}")
        partial.mkdir(parents=True)
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
            + ["--no-binary", ":all:", "--dest", str(partial), "-r", str(self.requirement)],
            capture_output=True,
            text=True,
            check=False,
        )
        archives = list(partial.glob("*.tar.gz"))
        if done.returncode != 0 or len(archives) != 1:
            shutil.rmtree(partial, ignore_errors=True)
            raise RuntimeError(f"{self.pin}: pip download failed\n{done.stderr}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(partial, filter="data")
        (root,) = (path for path in partial.iterdir() if path.is_dir())
        root.rename(folder)
        shutil.rmtree(partial)


FAIRSEQ = Wheel("fairseq", "3.8")
FAIRSEQ_2020 = Wheel("fairseq-2020", "3.8")
MEGATRON = Wheel("megatron-core", "3.12")
FLAX = SourceRelease("flax", "3.11")
FASTAI = Wheel("fastai", "3.11")
SEGMENTATION_MODELS = Wheel("segmentation-models-pytorch", "3.11")
SPEECHBRAIN = Wheel("speechbrain", "3.11")
FLA = Wheel("fla-core", "3.11")
TORCHTUNE = Wheel("torchtune", "3.11")
YOLOV5 = Wheel("yolov5", "3.10")
ALL = (FAIRSEQ, FAIRSEQ_2020, MEGATRON, FLAX, FLA, FASTAI, SEGMENTATION_MODELS, SPEECHBRAIN, TORCHTUNE, YOLOV5)
