"""Every loss and gradient by its definition, in 50-digit arithmetic, written apart from any framework."""

from smoothproof_ref.truth.precision import DIGITS
from smoothproof_ref.truth.result import Field, Outcome
from smoothproof_ref.truth.variants import truth

__all__ = ["DIGITS", "Field", "Outcome", "truth"]
