"""Handwritten digits, 64-32-10, minibatches: the 1,797 images of 8 x 8 pixels that come with scikit-learn."""

from __future__ import annotations

from importlib import metadata

import numpy as np

from smoothproof_ref.trajectories.experiment import Experiment, Network, Training, shuffled

EPOCHS = 5
BATCH = 32
BRIGHTEST = 16


def digits() -> Experiment:
    """Pixels from 0 to 16 as x = pixel / 16; the last batch of an epoch is short (1797 = 56 * 32 + 5)."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    pixels = images.astype(np.int64)
    count = len(labels)
    return Experiment(
        name="digits",
        title="Handwritten digits, 64-32-10, ReLU, minibatches of 32",
        about={
            "what": "1,797 handwritten digits, 8 x 8 pixels of 0 to 16, and which digit each is",
            "package": f"scikit-learn {metadata.version('scikit-learn')}, sklearn.datasets.load_digits",
            "licence": "BSD-3-Clause",
        },
        network=Network(inputs=64, hidden=32, activation="relu", classes=10),
        training=Training(
            learning_rate=0.125,
            epochs=EPOCHS,
            batch_size=BATCH,
            order=[shuffled("digits", epoch, count) for epoch in range(EPOCHS)],
        ),
        x=(pixels / BRIGHTEST).astype(np.float32),
        target=labels.astype(np.int64),
        samples=[{"x": row, "target": int(at)} for row, at in zip(pixels.tolist(), labels.tolist(), strict=True)],
        data={
            "unit": "brightness",
            "classes": [str(at) for at in range(10)],
            "centre": [0] * 64,
            "scale": [BRIGHTEST] * 64,
        },
    )
