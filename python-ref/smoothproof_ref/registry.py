"""All variants, one line each: ``torch`` is VARIANT in variants/torch.py, ``keras-binary`` in variants/keras_binary.py.

A variant's module is imported on demand, so that a run imports only the code that its files depend on.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from smoothproof_ref.variant import Variant

IDS = (
    "annotated-transformer",
    "burn",
    "burn-0.21",
    "burn-binary",
    "classy-vision",
    "equation1",
    "espnet",
    "fairseq",
    "fairseq-2020",
    "fastai",
    "flash-linear-attention",
    "flax-wmt",
    "huggingface",
    "huggingface-trainer",
    "joeynmt",
    "keras-binary",
    "keras-binary-focal",
    "keras-categorical",
    "keras-categorical-focal",
    "liger",
    "megatron",
    "mindspore",
    "mlx",
    "mmpretrain",
    "mmpretrain-multi-label",
    "nemo",
    "opennmt",
    "opennmt-tf",
    "optax",
    "paddle",
    "segmentation-models",
    "segmentation-models-binary",
    "simple",
    "sockeye",
    "speechbrain",
    "t5x",
    "tensor2tensor",
    "tf-keras-binary",
    "tf-keras-categorical",
    "tf1-sigmoid",
    "tf1-softmax",
    "tfjs-sigmoid",
    "tfjs-softmax",
    "timm",
    "timm-binary",
    "tinygrad",
    "tinygrad-sparse",
    "torch",
    "torchtune-dpo",
    "yolov5",
)


def module_of(variant_id: str) -> str:
    """The name of a variant's module."""
    return f"smoothproof_ref.variants.{variant_id.replace('-', '_').replace('.', '_')}"


@cache
def variant_of(variant_id: str) -> Variant:
    """A variant by its id. KeyError where there is none."""
    if variant_id not in IDS:
        raise KeyError(variant_id)
    return import_module(module_of(variant_id)).VARIANT


@cache
def core_variants() -> dict[str, Variant]:
    """The core variants by their ids, in order."""
    return {name: variant for name in IDS if (variant := variant_of(name)).core is not None}
