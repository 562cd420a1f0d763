"""What definitions are made of, in 50-digit arithmetic, written apart from any framework."""

from smoothproof_ref.truth.precision import DIGITS
from smoothproof_ref.truth.result import Field, Outcome

__all__ = ["DIGITS", "Field", "Outcome"]
