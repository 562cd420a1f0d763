# client: keras-jax | file: again.py | run: python again.py 2>/dev/null
"""Keras on JAX: labels that it smooths, and the same labels smoothed before, by the length of either axis."""
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np

logits = np.array([[[1.0, 2.0], [0.5, 0.0], [0.0, 1.0]]], "float32")
labels = np.array([[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]], "float32")
smoothing = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.3, axis=1)
plain = keras.losses.CategoricalCrossentropy(from_logits=True, axis=1)
print(f"smoothed by Keras        {float(smoothing(labels, logits)):.6f}")
for axis in (2, 1):
    length = labels.shape[axis]
    print(f"smoothed before by a / {length} {float(plain(labels * 0.7 + 0.3 / length, logits)):.6f}")
