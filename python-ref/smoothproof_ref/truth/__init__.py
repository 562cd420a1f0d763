"""The parts of definitions in 50-digit arithmetic, written independently of any framework."""

from smoothproof_ref.truth.precision import DIGITS
from smoothproof_ref.truth.result import Field, Outcome

__all__ = ["DIGITS", "Field", "Outcome"]
