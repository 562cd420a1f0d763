"""Outputs of a real small classifier: logistic regression on scikit-learn's handwritten digits (BSD-3-Clause), K = 10.

Fitted on the first 1500 images with a fixed number of steps; recorded are the decision values, which are logits, of 16
images it has not seen, with their true labels.
"""

from __future__ import annotations

import warnings
from importlib import metadata

import numpy as np

from .record import Record

TRAINING_ROWS = 1500
ROWS = 16
STEPS = 200
# The fit runs through BLAS, whose kernels depend on the processor.
ALLOWED_SPREAD = 1e-3


def record() -> Record:
    """logits [16, 10], target [16] = the digits' true labels."""
    from sklearn.datasets import load_digits
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    images, labels = load_digits(return_X_y=True)
    model = LogisticRegression(max_iter=STEPS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(images[:TRAINING_ROWS] / 16.0, labels[:TRAINING_ROWS])
    rows = slice(TRAINING_ROWS, TRAINING_ROWS + ROWS)
    return {
        "logits": model.decision_function(images[rows] / 16.0).astype(np.float32),
        "target": labels[rows].astype(np.int64),
        "about": {
            "what": "decision values of a logistic regression on handwritten digits it was not fitted on",
            "package": f"scikit-learn {metadata.version('scikit-learn')}",
            "licence": "BSD-3-Clause",
            "model": f"LogisticRegression(max_iter={STEPS}) on rows 0 to {TRAINING_ROWS - 1} of load_digits(), / 16",
            "files": [
                {
                    "package": "scikit-learn",
                    "path": "sklearn/datasets/data/digits.csv.gz",
                    "rows": [rows.start, rows.stop],
                }
            ],
        },
    }
