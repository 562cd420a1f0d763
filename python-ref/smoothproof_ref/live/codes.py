"""Portable error codes for the references' messages. Frameworks have no codes, so only the texts can tell.

The adapters of the scoreboard's Python clients import this file alone, so it needs nothing but Python.
"""

from __future__ import annotations

import re

# The first pattern that matches decides; more specific ones come first.
PATTERNS: tuple[tuple[str, str], ...] = (
    (r"supports mode|^AssertionError: softcap must", "unsupported-option"),
    (
        r"supports reduction|reduction type|must be one of .*(mean|sum)|Invalid ([Rr]eduction\.|Reduction Key)",
        "reduction-unknown",
    ),
    (r"value of 'reduction'|the 'reduction' must be", "reduction-unknown"),
    (
        r"not a valid value for reduction|argument `reduction`|Un(known|supported) reduction|^ValueError: reduction:",
        "reduction-unknown",
    ),
    (
        r"label_smooth|[Ll]abel smoothing|smoothed labels|value of epsilon|kl_div: Integral",
        "label-smoothing-out-of-range",
    ),
    (r"ZeroDivisionError", "num-classes-too-small"),
    (r"ignore_index is not supported", "ignore-index-with-distribution"),
    (r"^IndexError: index -?\d+ is out of bounds for dimension 0", "ignore-index-out-of-range"),
    (
        # The last is what a compiled kernel of PyTorch says, and not Python of a tuple that is too short.
        r"Target -?\d+ is out of bounds|is out of bounds for dimension [12]|Class (values|Index) must be|Illegal index"
        r"|(?<!tuple )index out of (range|bounds)",
        "class-index-out-of-range",
    ),
    # Two tables of classes: logits and target, not a loss and its weights.
    (r"Incompatible shapes: \[\d+,\d+\] vs\. \[\d+,\d+\]|multi-target not supported", "shape-mismatch"),
    (
        r"weight tensor should be defined|Operands could not be broadcast|Incompatible shapes"
        r"|[Ww]eights (with shape|can not be broadcast)",
        "weight-shape",
    ),
    (r"not implemented for 'Long'|Integral inputs not supported|^TypeError: logits:", "input-dtype"),
    (
        r"target dtype|dtype int32/int64 for index|floating point type for target|^TypeError: target:"
        r"|subdtype of <class 'numpy.floating'>",
        "target-dtype",
    ),
)
# An assertion without a message is mostly about the smoothing.
_SILENT = {"espnet": "shape-mismatch"}
# OpenNMT-py takes integers as far as the divergence, JoeyNMT only where the smoothing is NaN.
_OF_THEIR_OWN = {("opennmt", "kl_div: Integral"): "input-dtype"}


def code_of(variant: str, kind: str, message: str) -> str:
    """The portable code of a variant's exception; refusals without a match are about shapes."""
    text = f"{kind}: {message}"
    if text == "AssertionError: ":
        return _SILENT.get(variant, "label-smoothing-out-of-range")
    for (owner, start), code in _OF_THEIR_OWN.items():
        if owner == variant and message.startswith(start):
            return code
    return next((code for pattern, code in PATTERNS if re.search(pattern, text)), "shape-mismatch")
