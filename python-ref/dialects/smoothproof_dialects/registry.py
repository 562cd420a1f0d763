"""All dialects, one module of definitions a line."""

from __future__ import annotations

from smoothproof_dialects.definitions import (
    burn,
    classy_vision,
    espnet,
    excluding,
    fairseq,
    huggingface,
    keras_focal,
    liger,
    megatron,
    mindspore,
    mlx,
    mmpretrain,
    nemo,
    off_target_divergence,
    opennmt_tf,
    optax,
    paddle,
    sockeye,
    tf1,
    tf_keras,
    timm,
    tinygrad,
)
from smoothproof_dialects.dialect import Dialect

MODULES = (
    burn,
    classy_vision,
    espnet,
    excluding,
    fairseq,
    huggingface,
    keras_focal,
    liger,
    megatron,
    mindspore,
    mlx,
    mmpretrain,
    nemo,
    off_target_divergence,
    opennmt_tf,
    optax,
    paddle,
    sockeye,
    tf1,
    tf_keras,
    timm,
    tinygrad,
)
DIALECTS: dict[str, Dialect] = {dialect.id: dialect for module in MODULES for dialect in module.DIALECTS}
