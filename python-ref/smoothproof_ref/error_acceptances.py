"""What each variant's reference accepts although it looks wrong, as changes to its base case: slug, why, change."""

from __future__ import annotations

from typing import Any

import numpy as np

from .error_inputs import CUBE, INF, LOG_PROBS, LOGITS, ONE_HOT, SOFT, WIDE, empty

Acceptance = tuple[str, str, dict[str, Any]]

NO_INDICES = np.zeros(0, dtype="int64")
_EMPTY_ROWS: dict[str, Any] = {"logits": empty(0, 3), "target": empty(0, 3)}
_EMPTY_INDEX: dict[str, Any] = {"logits": empty(0, 3), "target": NO_INDICES}
_NOT_ONE = [[0.5, 0.5, 1.0], [0.25, 0.0, 0.25]]

ACCEPTANCES: dict[str, list[Acceptance]] = {
    "torch": [
        ("label-smoothing-minus-0.1", "only a > 0 smooths, so a negative a is off", {"labelSmoothing": -0.1}),
        ("label-smoothing-nan", "NaN > 0 is false, so smoothing is off", {"labelSmoothing": "NaN"}),
        ("label-smoothing-minus-infinity", "only a > 0 smooths", {"labelSmoothing": "-Infinity"}),
        ("all-ignored-mean", "the mean over no rows is NaN", {"target": [-100, -100]}),
        ("all-ignored-sum", "the sum over no rows is 0", {"target": [-100, -100], "reduction": "sum"}),
        ("empty-batch-mean", "the mean over no rows is NaN", _EMPTY_INDEX),
        ("empty-batch-sum", "the sum over no rows is 0", {**_EMPTY_INDEX, "reduction": "sum"}),
        ("zero-weight-mean", "a weight sum of 0 divides 0 by 0", {"weight": [0.0, 2.0, 0.0]}),
        ("negative-weight", "weights are not checked", {"weight": [1.0, 2.0, -0.5]}),
        ("ignore-index-beyond-k", "ignore_index need not be a class", {"ignoreIndex": 7, "target": [2, 7]}),
        (
            "ignore-index-negative-distribution",
            "only ignore_index >= 0 is refused",
            {"ignoreIndex": -1, "target": SOFT},
        ),
        ("distribution-not-one", "rows of a distribution are not checked", {"target": _NOT_ONE}),
        ("one-class", "with one class p is 1 and the loss 0", {"logits": [[1.5], [-2.0]], "target": [0, 0]}),
    ],
    "equation1": [
        ("empty-batch-mean", "the mean over no rows is NaN", _EMPTY_INDEX),
        ("empty-batch-sum", "the sum over no rows is 0", {**_EMPTY_INDEX, "reduction": "sum"}),
        ("distribution-not-one", "equation (1) asks nothing of y", {"target": _NOT_ONE}),
        ("one-class", "with one class p is 1 and the loss 0", {"logits": [[1.5], [-2.0]], "target": [0, 0]}),
    ],
    "keras-categorical": [
        ("label-smoothing-1.5", "any a but 0 is applied", {"labelSmoothing": 1.5}),
        ("label-smoothing-minus-0.1", "any a but 0 is applied", {"labelSmoothing": -0.1}),
        ("label-smoothing-nan", "NaN is true, so it is applied", {"labelSmoothing": "NaN"}),
        ("label-smoothing-infinity", "any a but 0 is applied", {"labelSmoothing": "Infinity"}),
        ("empty-batch", "losses of shape (0,) are handed back unreduced", _EMPTY_ROWS),
        (
            "empty-batch-cube",
            "only shape (0,) is handed back; else 0 / 0 is 0",
            {"logits": empty(0, 2, 3), "target": empty(0, 2, 3)},
        ),
        ("one-class", "one class only warns", {"logits": [[1.5], [-2.0]], "target": [[1.0], [1.0]]}),
        (
            "labels-not-one",
            "labels are not checked; TensorFlow's gradient takes them to sum to 1",
            {"target": _NOT_ONE},
        ),
        (
            "axis-one-cube",
            "K is counted on the last axis whatever axis says",
            {"logits": CUBE, "target": [ONE_HOT, ONE_HOT[::-1]], "axis": 1},
        ),
        ("probs-not-one", "probabilities are divided by their sum", {"probs": [[1.0, 2.0, 1.0], [0.25, 0.125, 0.125]]}),
        (
            "probs-negative",
            "probabilities are clipped after the division",
            {"probs": [[-0.5, 1.0, 0.5], [0.25, 0.25, 0.5]]},
        ),
        ("probs-all-zero", "0 / 0 passes the clip as NaN", {"probs": [[0.0, 0.0, 0.0], [0.25, 0.25, 0.5]]}),
        ("sample-weight-column", "[N, 1] is squeezed to [N]", {"sampleWeight": [[1.0], [3.0]]}),
        ("sample-weight-scalar", "a scalar multiplies every row", {"sampleWeight": np.array(2.0)}),
        (
            "sample-weight-zeros",
            "dividing by no weight gives 0",
            {"sampleWeight": [0.0, 0.0], "reduction": "mean_with_sample_weight"},
        ),
        (
            "rank-one-weighted",
            "a scalar loss is handed back undivided",
            {
                "logits": LOGITS[0],
                "target": ONE_HOT[0],
                "sampleWeight": np.array(2.0),
                "reduction": "mean_with_sample_weight",
            },
        ),
    ],
    "keras-binary": [
        ("label-smoothing-1.5", "any a but 0 is applied", {"labelSmoothing": 1.5}),
        ("label-smoothing-minus-0.1", "any a but 0 is applied", {"labelSmoothing": -0.1}),
        ("label-smoothing-nan", "NaN is true, so it is applied", {"labelSmoothing": "NaN"}),
        ("empty-batch", "losses of shape (0,) are handed back unreduced", _EMPTY_ROWS),
        ("no-labels", "the mean over no labels is NaN", {"logits": empty(2, 0), "target": empty(2, 0)}),
        ("labels-beyond-one", "labels are not checked", {"target": [[2.0, -1.0, 0.5], [0.0, 1.0, 3.0]]}),
        ("probs-beyond-one", "probabilities are clipped", {"probs": [[-0.5, 1.5, 0.5], [0.25, 2.0, -1.0]]}),
        (
            "sample-weight-zeros",
            "dividing by no weight gives 0",
            {"sampleWeight": [0.0, 0.0], "reduction": "mean_with_sample_weight"},
        ),
    ],
    "opennmt": [
        (
            "one-class",
            "a / (1 - 2) is negative, but the only class is ignored",
            {"numClasses": 1, "logProbs": [[-0.5], [-1.0]], "target": [0, 0]},
        ),
        (
            "ignore-index-default-many-classes",
            "-100 indexes class V - 100",
            {"ignoreIndex": None, "numClasses": 102, "logProbs": WIDE, "target": [1, 0]},
        ),
        ("ignore-index-negative", "a negative ignore_index counts from the end", {"ignoreIndex": -1, "target": [1, 3]}),
        (
            "infinite-without-mass",
            "0 times an infinite log-probability is NaN",
            {"logProbs": [[-INF, -1.5, -1.0, -2.0], LOG_PROBS[1]]},
        ),
        (
            "infinite-ignored-row",
            "an ignored row has no mass, and 0 * inf is NaN",
            {"logProbs": [[-INF, -1.5, -1.0, -2.0], LOG_PROBS[1]], "target": [0, 3]},
        ),
        ("all-ignored", "the sum over no rows is 0", {"target": [0, 0]}),
        ("empty-batch", "the sum over no rows is 0", {"logProbs": empty(0, 4), "target": NO_INDICES}),
        ("log-probs-positive", "log-probabilities are not checked", {"logProbs": [[1.0, 2.0, 3.0, 4.0], LOG_PROBS[1]]}),
    ],
    "simple": [
        ("label-smoothing-1.5", "any a is applied", {"labelSmoothing": 1.5}),
        ("label-smoothing-minus-0.1", "any a is applied", {"labelSmoothing": -0.1}),
        ("label-smoothing-nan", "any a is applied", {"labelSmoothing": "NaN"}),
        ("num-classes-five", "numClasses only divides a", {"numClasses": 5}),
        ("num-classes-zero", "a / (0 - 1) is negative", {"numClasses": 0}),
        ("empty-batch", "the mean over no rows is NaN", _EMPTY_INDEX),
        ("dim-zero", "log-softmax runs over the rows, the target's classes stay on axis 1", {"dim": 0}),
    ],
    "tfjs-softmax": [
        ("label-smoothing-1.5", "any a > 0 is applied", {"labelSmoothing": 1.5}),
        ("label-smoothing-minus-0.1", "only a > 0 smooths", {"labelSmoothing": -0.1}),
        ("label-smoothing-nan", "NaN > 0 is false, so smoothing is off", {"labelSmoothing": "NaN"}),
        ("label-smoothing-infinity", "any a > 0 is applied", {"labelSmoothing": "Infinity"}),
        (
            "rank-one",
            "without smoothing nobody asks for axis 1",
            {"logits": LOGITS[0], "target": ONE_HOT[0], "labelSmoothing": 0},
        ),
        ("rank-three", "K is counted on axis 1", {"logits": CUBE, "target": [ONE_HOT, ONE_HOT[::-1]]}),
        ("labels-not-one", "labels are not checked; the gradient takes them to sum to 1", {"target": _NOT_ONE}),
        (
            "sample-weight-column",
            "[N, 1] against [N] broadcasts to [N, N]",
            {"sampleWeight": [[1.0], [3.0]], "reduction": "none"},
        ),
        (
            "sample-weight-column-mean",
            "the [N, N] products are divided by sum and factor",
            {"sampleWeight": [[1.0], [3.0]], "reduction": "mean"},
        ),
        ("sample-weight-zeros", "no non-zero weight divides 0 by 0", {"sampleWeight": [0.0, 0.0]}),
        ("empty-batch", "0 / 0 is NaN", _EMPTY_ROWS),
        ("empty-batch-mean", "tf.mean of nothing is 0", {**_EMPTY_ROWS, "reduction": "mean"}),
        ("one-class", "with one class p is 1 and the loss 0", {"logits": [[1.5], [-2.0]], "target": [[1.0], [1.0]]}),
    ],
    "tfjs-sigmoid": [
        ("label-smoothing-1.5", "any a > 0 is applied", {"labelSmoothing": 1.5}),
        ("label-smoothing-minus-0.1", "only a > 0 smooths", {"labelSmoothing": -0.1}),
        ("label-smoothing-nan", "NaN > 0 is false, so smoothing is off", {"labelSmoothing": "NaN"}),
        ("rank-zero", "a single label is a label", {"logits": np.array(1.0), "target": np.array(1.0)}),
        ("labels-beyond-one", "labels are not checked", {"target": [[2.0, -1.0, 0.5], [0.0, 1.0, 3.0]]}),
        (
            "sample-weight-column",
            "[N, 1] broadcasts over the labels",
            {"sampleWeight": [[1.0], [3.0]], "reduction": "mean"},
        ),
        ("sample-weight-zeros", "no non-zero weight divides 0 by 0", {"sampleWeight": [0.0, 0.0, 0.0]}),
        ("empty-batch", "0 / 0 is NaN", _EMPTY_ROWS),
        ("empty-batch-mean", "tf.mean of nothing is 0", {**_EMPTY_ROWS, "reduction": "mean"}),
    ],
}
