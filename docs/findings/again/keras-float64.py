# client: keras-torch | file: again.py | run: python again.py 2>/dev/null
"""The same loss on PyTorch, as it is and with float64 left out of the table that makes 32 bits of 64."""
import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import torch
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")
labels, logits = torch.tensor([[0.0, 1.0]], dtype=torch.float64), torch.tensor([[0.3, 0.2]], dtype=torch.float64)
for entry in (dtypes.BIT64_TO_BIT32_DTYPE["float64"], "float64"):
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = entry
    loss = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1, dtype="float64")
    value = loss(labels, logits)
    print("float64 becomes", entry, "loss", value.dtype, repr(float(value)))
smoothed = labels * 0.9 + 0.05
print("PyTorch's own", repr(float(torch.nn.functional.binary_cross_entropy_with_logits(logits, smoothed))))
