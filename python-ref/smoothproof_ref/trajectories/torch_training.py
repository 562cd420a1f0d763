"""torch: nn.Embedding, nn.Linear, nn.CrossEntropyLoss, optim.SGD. ``python -m ….torch_training FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from smoothproof_ref.trajectories.job import Job, Run, Weights, norm, serve

_ACTIVATIONS: dict[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU}
_IGNORES_NONE = -100


class Net(nn.Module):
    """The network of ``experiment``, in torch's own layers."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        shape = job.network
        self.embedding = nn.Embedding(shape.embedding.symbols, shape.embedding.width) if shape.embedding else None
        self.hidden = nn.Linear(shape.inputs, shape.hidden)
        self.activation = _ACTIVATIONS[shape.activation]()
        self.output = nn.Linear(shape.hidden, shape.classes)

    def forward(self, x: Tensor) -> Tensor:
        """Logits [..., classes]."""
        z = self.embedding(x).flatten(-2) if self.embedding else x
        return self.output(self.activation(self.hidden(z)))


def _stored(name: str) -> tuple[str, bool]:
    """torch's name of a parameter, and whether torch keeps its transpose."""
    return {"embedding": "embedding.weight"}.get(name, name.replace("kernel", "weight")), name.endswith("kernel")


def _loaded(net: Net, initial: Weights) -> None:
    state = {}
    for name, array in initial.items():
        theirs, transposed = _stored(name)
        state[theirs] = torch.tensor(array.T.copy() if transposed else array)
    net.load_state_dict(state)


def _weights(net: Net, initial: Weights) -> Weights:
    state = net.state_dict()
    found = {}
    for name in initial:
        theirs, transposed = _stored(name)
        array = state[theirs].numpy()
        found[name] = np.ascontiguousarray(array.T if transposed else array)
    return found


def train(job: Job) -> Run:
    """Every step of a run."""
    dtype = getattr(torch, job.dtype)
    net = Net(job)
    _loaded(net, job.initial)
    net.to(dtype)
    criterion = nn.CrossEntropyLoss(
        label_smoothing=job.label_smoothing,
        ignore_index=_IGNORES_NONE if job.ignore_index is None else job.ignore_index,
    )
    optimizer = torch.optim.SGD(net.parameters(), lr=job.learning_rate)
    x, target = torch.tensor(job.x), torch.tensor(job.target)
    x = x if job.network.embedding else x.to(dtype)
    losses, norms = [], []
    for batch in job.batches:
        optimizer.zero_grad()
        # torch wants the classes second: (N, V, T).
        logits = net(x[batch]).movedim(-1, 1)
        loss = criterion(logits, target[batch])
        loss.backward()
        losses.append(float(loss.detach().to(torch.float64)))
        norms.append(norm([p.grad.numpy() for p in net.parameters() if p.grad is not None]))
        optimizer.step()
    return Run(losses, norms, _weights(net, job.initial))


if __name__ == "__main__":
    torch.use_deterministic_algorithms(True)
    serve(Path(sys.argv[1]), train)
