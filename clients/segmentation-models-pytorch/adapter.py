"""segmentation_models_pytorch.losses.SoftCrossEntropyLoss."""

from segmentation_models_pytorch.losses import SoftCrossEntropyLoss
from soft_cross_entropy import judge

if __name__ == "__main__":
    judge("segmentation-models-pytorch", SoftCrossEntropyLoss)
