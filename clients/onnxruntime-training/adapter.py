"""ONNX Runtime's SoftmaxCrossEntropyLoss and SoftmaxCrossEntropyLossGrad, which the build for training has in float32."""

from __future__ import annotations

from importlib.metadata import version

from on_onnxruntime import CODES, run
from arrays import serve

if __name__ == "__main__":
    name = "onnxruntime-training"
    serve(
        name,
        version(name),
        ["torch"],
        lambda _variant, options, inputs: run(options, inputs, with_gradient=True),
        CODES,
        ["float32"],
        gradient=True,
    )
