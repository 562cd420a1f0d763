"""T5X: losses.py, compute_weighted_cross_entropy, the same function as flax's example."""

from __future__ import annotations

from smoothproof_ref.cases.regimes import F32
from smoothproof_ref.variant import Variant
from smoothproof_ref.variants.flax_wmt import ONE_CLASS, SPACE, truth
from smoothproof_ref.variants.tensor2tensor import ODD_SMOOTHING

VARIANT = Variant(
    "t5x",
    truth,
    SPACE,
    source=("t5x", "08058ed51b04fcc4d7906593bb765105501eacc5"),
    # Its targets are float32 whatever the logits are.
    dtypes=F32,
    calls=(ONE_CLASS, *ODD_SMOOTHING),
)
