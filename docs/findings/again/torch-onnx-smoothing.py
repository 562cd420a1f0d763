# client: torch | file: again.py | run: uv run --quiet --no-project --python 3.11 --with torch==2.15.0 --with numpy==2.4.6 --with onnx==1.23.2 --with onnxscript==0.7.2 python again.py 2>/dev/null
"""The class in place of the function, and ONNX' own reference evaluator in place of ONNX Runtime; then decompositions first."""
import io
import logging
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import onnx
import torch
from onnx.reference import ReferenceEvaluator

logits, target = torch.tensor([[2.0, 1.0, 0.0, -1.0, 0.5], [0.0, 1.0, 3.0, 0.5, 2.0]]), torch.tensor([0, 1])
criterion = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
for what, module in (
    ("as it is", criterion),
    ("decomposed first", torch.export.export(criterion, (logits, target)).run_decompositions()),
):
    program = torch.onnx.export(module, (logits, target), dynamo=True, verbose=False)
    file = io.BytesIO()
    program.save(file)
    evaluator = ReferenceEvaluator(onnx.load_from_string(file.getvalue()))
    inputs = dict(zip(evaluator.input_names, [logits.numpy(), target.numpy()]))
    print(f"{what}: exported {float(evaluator.run(None, inputs)[0]):.6f}, torch {criterion(logits, target).item():.6f}")
print(f"torch without smoothing {torch.nn.functional.cross_entropy(logits, target).item():.6f}")
