"""Keras on TensorFlow: layers, CategoricalCrossentropy, optimizers.SGD. ``python -m ….keras_training FOLDER``.

Keras has no ignored class: the padding's rows get a sample weight of 0, and the mean is taken over the weights.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf

from smoothproof_ref.trajectories.job import Job, Run, Weights, norm, serve


def _model(job: Job) -> tuple[keras.Model, dict[str, keras.layers.Layer]]:
    shape = job.network
    hidden = keras.layers.Dense(shape.hidden, activation=shape.activation)
    output = keras.layers.Dense(shape.classes)
    layers: list[keras.layers.Layer] = [hidden, output]
    named = {"hidden": hidden, "output": output}
    if shape.embedding:
        embedding = keras.layers.Embedding(shape.embedding.symbols, shape.embedding.width)
        named["embedding"] = embedding
        side_by_side = keras.layers.Reshape((job.x.shape[1], shape.inputs))
        layers = [embedding, side_by_side, *layers]
    model = keras.Sequential([keras.Input(job.x.shape[1:], dtype=job.x.dtype.name), *layers])
    return model, named


def _variable(layers: dict[str, keras.layers.Layer], name: str) -> keras.Variable:
    layer, _, part = name.partition(".")
    return getattr(layers[layer], part or "embeddings")


def train(job: Job) -> Run:
    """Every step of a run."""
    if job.dtype != keras.config.floatx():
        raise ValueError(f"dtype: expected {keras.config.floatx()}, got {job.dtype}")
    model, layers = _model(job)
    for name, array in job.initial.items():
        _variable(layers, name).assign(array)
    masked = job.ignore_index is not None
    criterion = keras.losses.CategoricalCrossentropy(
        from_logits=True,
        label_smoothing=job.label_smoothing,
        reduction="mean_with_sample_weight" if masked else "sum_over_batch_size",
    )
    optimizer = keras.optimizers.SGD(learning_rate=job.learning_rate)
    one_hot = np.eye(job.network.classes, dtype=np.float32)[job.target]
    kept = (job.target != job.ignore_index).astype(np.float32) if masked else None
    losses, norms = [], []
    for batch in job.batches:
        with tf.GradientTape() as tape:
            logits = model(job.x[batch], training=True)
            loss = criterion(one_hot[batch], logits, sample_weight=None if kept is None else kept[batch])
        weights = model.trainable_variables
        gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, weights)]
        losses.append(float(loss.numpy()))
        norms.append(norm([g.numpy() for g in gradients]))
        optimizer.apply(gradients, weights)
    final: Weights = {name: _variable(layers, name).numpy() for name in job.initial}
    return Run(losses, norms, final)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), train)
