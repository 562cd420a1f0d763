"""Recorded outputs of real models: DATASETS[name].record() runs the model, compare() says how far two records are."""

from __future__ import annotations

from . import ddddocr, digits, magika
from .record import Record, compare

__all__ = ["DATASETS", "Record", "compare"]

DATASETS = {"magika": magika, "ddddocr": ddddocr, "digits": digits}
