"""All dialects, one module of definitions a line."""

from __future__ import annotations

from smoothproof_dialects.definitions import (
    espnet,
    fairseq,
    huggingface,
    keras_focal,
    optax,
    tf1,
    tf_keras,
    timm,
)
from smoothproof_dialects.dialect import Dialect

MODULES = (
    espnet,
    fairseq,
    huggingface,
    keras_focal,
    optax,
    tf1,
    tf_keras,
    timm,
)
DIALECTS: dict[str, Dialect] = {dialect.id: dialect for module in MODULES for dialect in module.DIALECTS}
