"""LabelSmoothingLoss of OpenNMT-py, loaded from the installed wheel's onmt/utils/loss.py (1.2.0, lines 194-221).

Only the class is compiled: importing the whole of onmt needs packages that have nothing to do with a loss.
The class wants log-probabilities and class indices.
"""

from __future__ import annotations

import ast
import hashlib
from importlib import metadata

import torch
import torch.nn.functional
from torch import nn

from .torch_tensors import loss_and_gradient
from .wire import Case, decode, phase, serve, take_options

CLASS_NAME = "LabelSmoothingLoss"
# SHA-256 of the class' source text: equal to the class at OpenNMT-py commit e8622eb5c6117269bb3accd8eb6f66282b5e67d9.
CLASS_SHA256 = "b66ef0452bc98d625f041840b0cf205dfb869ef041b075be846b357ac4dde74d"
OPTIONS = {"labelSmoothing": "label_smoothing", "numClasses": "tgt_vocab_size", "ignoreIndex": "ignore_index"}


def class_source() -> str:
    """Source text of the class in the installed wheel."""
    path = metadata.distribution("OpenNMT-py").locate_file("onmt/utils/loss.py")
    text = path.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == CLASS_NAME:
            source = ast.get_source_segment(text, node)
            if source is not None:
                return source
    raise RuntimeError(f"onmt/utils/loss.py: no class {CLASS_NAME}")


def load_class() -> type[nn.Module]:
    """The class itself; anything but the published source is refused."""
    source = class_source()
    found = hashlib.sha256(source.encode("utf-8")).hexdigest()
    if found != CLASS_SHA256:
        raise RuntimeError(f"onmt/utils/loss.py: sha256 of {CLASS_NAME} is {found}, expected {CLASS_SHA256}")
    namespace = {"torch": torch, "nn": nn, "F": torch.nn.functional, "__name__": "onmt.utils.loss"}
    exec(compile(source, "onmt/utils/loss.py", "exec"), namespace)
    return namespace[CLASS_NAME]


LabelSmoothingLoss = load_class()


def run(case: Case):
    """Loss and gradient with respect to ``logProbs``.

    The class makes its target distribution in torch's default dtype, so that is set to float64 for float64 cases.
    """
    options = take_options(case, OPTIONS)
    double = decode(case["inputs"]["logProbs"]).dtype.name == "float64"
    torch.set_default_dtype(torch.float64 if double else torch.float32)
    try:
        with phase("construct"):
            criterion = LabelSmoothingLoss(**options)
        return loss_and_gradient(case["inputs"], criterion)
    finally:
        torch.set_default_dtype(torch.float32)


if __name__ == "__main__":
    serve(run)
