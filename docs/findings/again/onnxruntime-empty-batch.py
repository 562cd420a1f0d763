# client: onnxruntime-training | file: again.py | run: python again.py 2>/dev/null
"""A model from ONNX' own text, in a child process: losses of each row and their sum, with rows and without. Then the fix."""
import os
import signal

import numpy as np
import onnxruntime
from onnx import parser

TEXT = """<ir_version: 8, opset_import: ["" : 13]>
loss (float[N, 3] logits, int64[N] target) => (float%s loss) {
  loss = SoftmaxCrossEntropyLoss <reduction = "%s"> (logits, target)
}"""
for reduction in ("none", "sum"):
    for rows in (2, 0):
        child = os.fork()
        if child == 0:
            model = parser.parse_model(TEXT % ("[N]" if reduction == "none" else "", reduction))
            session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
            inputs = {"logits": np.ones((rows, 3), np.float32), "target": np.zeros(rows, np.int64)}
            print(reduction, rows, "rows:", session.run(None, inputs)[0], flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print(reduction, rows, "rows: ended by", signal.Signals(os.WTERMSIG(status)).name, flush=True)
for rows in (2, 0):
    try:
        divided = rows * 3 // rows
    except ZeroDivisionError as error:
        divided = error
    print(f"classes of {rows} rows: size / rows = {divided}, shape[1] = {np.ones((rows, 3)).shape[1]}")
