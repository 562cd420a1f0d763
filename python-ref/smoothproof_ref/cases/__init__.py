"""The input matrix: which vectors there are, and with what data."""

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.matrix import cases_of

__all__ = ["Case", "cases_of"]
