"""The loss the article calls its second code example, rebuilt from its steps.

Steps (article, section 4, second listing): log-softmax of the predictions along ``dim``; a target filled with
smoothing / (classes - 1); 1 - smoothing written at each row's class, always along axis 1; minus the product summed
along ``dim``; the mean of what is left. Nothing checks smoothing, classes or ``dim``.
"""

from __future__ import annotations

import torch
from torch import nn

from .torch_tensors import loss_and_gradient
from .wire import Case, phase, serve, take_options

OPTIONS = {"numClasses": "classes", "labelSmoothing": "smoothing", "dim": "dim"}


class SimpleLabelSmoothing(nn.Module):
    """mean over rows of -sum_c q_c log p_c with q = 1 - a on the class and a / (classes - 1) off it.

    classes: the count that divides a (not checked against the predictions); smoothing: a, any number, default 0;
    dim: axis of log-softmax and of the sum, default -1.
    """

    def __init__(self, classes: int, smoothing: float = 0.0, dim: int = -1) -> None:
        super().__init__()
        self.classes = classes
        self.smoothing = smoothing
        self.dim = dim

    def forward(self, predictions: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """predictions: logits [N, K, …]; target: class indices, the same shape without axis 1."""
        log_p = predictions.log_softmax(dim=self.dim)
        with torch.no_grad():
            q = torch.zeros_like(log_p)
            q.fill_(self.smoothing / (self.classes - 1))
            q.scatter_(1, target.unsqueeze(1), 1.0 - self.smoothing)
        return (-q * log_p).sum(dim=self.dim).mean()


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    with phase("construct"):
        criterion = SimpleLabelSmoothing(**options)
    return loss_and_gradient(case["inputs"], criterion)


if __name__ == "__main__":
    serve(run)
