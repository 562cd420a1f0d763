# client: speechbrain | file: again.py | run: python again.py 2>/dev/null
"""Two utterances of four frames through both losses with each reduction that their documentation lists."""
import torch
from speechbrain.nnet.losses import kldiv_loss, nll_loss

log_p = torch.log_softmax(torch.arange(24.0).reshape(2, 4, 3) * 7 % 5, -1)
target = torch.tensor([[0, 1, 2, 0], [2, 2, 1, 0]])
summed = torch.nn.functional.nll_loss(log_p.reshape(8, 3), target.reshape(8), reduction="sum").item()
print(f"PyTorch: sum {summed:.4f}, mean {summed / 8:.4f}")
for reduction in ("mean", "sum", "batchmean"):
    losses = nll_loss(log_p, target, reduction=reduction), kldiv_loss(log_p, target, label_smoothing=1e-9, pad_idx=-1, reduction=reduction)
    print(f"{reduction}:", *(f"{name} {round(loss.item(), 4) if loss.dim() == 0 else list(loss.shape)}" for name, loss in zip(("nll_loss", "kldiv_loss"), losses)))
