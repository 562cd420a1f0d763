"""pytorch_toolbelt.losses.SoftCrossEntropyLoss."""

from pytorch_toolbelt.losses import SoftCrossEntropyLoss
from soft_cross_entropy import judge

if __name__ == "__main__":
    judge("pytorch-toolbelt", SoftCrossEntropyLoss)
