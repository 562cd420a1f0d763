# client: torch-compile | file: again.py | run: python again.py 2>/dev/null
"""Inductor's decompositions run by eager kernels, without its code generation; and with the logits as float64."""
import torch
from torch._dynamo import reset
from torch.nn.functional import cross_entropy

logits, target = torch.tensor([[1, 2, 3], [0, 1, 2]]), torch.tensor([0, 2])
for backend in ("eager", "aot_eager", "aot_eager_decomp_partition"):
    reset()
    try:
        print(backend, torch.compile(cross_entropy, backend=backend)(logits, target).item())
    except Exception as error:
        print(backend, "refused:", str(error).split("\n")[0][:60])
    print(backend, "of float64:", torch.compile(cross_entropy, backend=backend)(logits.double(), target).item())
