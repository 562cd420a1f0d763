"""ONNX Runtime's SoftmaxCrossEntropyLoss, forward alone: the build for inference has no gradients."""

from __future__ import annotations

from importlib.metadata import version

from on_onnxruntime import CODES, run
from arrays import serve

if __name__ == "__main__":
    name = "onnxruntime"
    serve(
        name,
        version(name),
        ["torch"],
        lambda _variant, options, inputs: run(options, inputs, with_gradient=False),
        CODES,
        ["float32", "float64", "float16"],
        gradient=False,
    )
