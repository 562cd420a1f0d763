# client: segmentation-models-pytorch | file: again.py | run: python again.py 2>/dev/null
"""An image of four pixels, three of them ignored, and the gradient of the fourth, beside PyTorch's."""
import torch
from segmentation_models_pytorch.losses import SoftCrossEntropyLoss

logits = torch.tensor([2.0, 1.0, 0.0]).reshape(1, 3, 1, 1).repeat(1, 1, 2, 2).requires_grad_()
target = torch.tensor([[[0, 255], [255, 255]]])
for name, criterion in (
    ("theirs", SoftCrossEntropyLoss(smooth_factor=0.1, ignore_index=255)),
    ("torch's", torch.nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=255)),
):
    logits.grad = None
    loss = criterion(logits, target)
    loss.backward()
    print(f"{name:8} loss {loss.item():.6f}, gradient of the kept pixel {logits.grad[0, :, 0, 0].tolist()[0]:.6f}")
summed = SoftCrossEntropyLoss(smooth_factor=0.1, ignore_index=255, reduction="sum")(logits, target)
print(f"sum over the kept pixels {summed.item():.6f}, divided by their number {(summed / (target != 255).sum()).item():.6f}")
plain = SoftCrossEntropyLoss(smooth_factor=0.0, ignore_index=255)(logits, target)
print(f"with smooth_factor=0.0 in place of its default: {plain.item():.6f}")
