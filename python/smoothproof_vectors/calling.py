"""Calls somebody's loss with a vector: in its framework, with the arguments that it has, and with its own autograd."""

from __future__ import annotations

import functools
import inspect
import os
import re
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from smoothproof_vectors.data import BFloat16, Vector

# Names that arguments go by, besides the option's own in snake case.
ALSO = {
    "labelSmoothing": ("smoothing", "alpha", "epsilon", "eps"),
    "ignoreIndex": ("padding_idx", "pad_index"),
    "numClasses": ("classes", "vocab_size", "tgt_vocab_size"),
    "weight": ("weights", "class_weight"),
    "sampleWeight": ("sample_weight", "weights"),
}
# What an option means that a loss does not have; nobody needs to be told the number of classes.
DEFAULTS = {"labelSmoothing": 0, "ignoreIndex": -100, "reduction": "mean", "numClasses": None}
FIRST = ("logits", "logProbs", "probs")


class Skip(Exception):
    """Raised for what a loss does not have; the text says what. Yours may raise it, too."""


def framework_of(loss: Callable[..., Any]) -> str:
    """torch, jax, tensorflow or numpy: by what the loss's module is, or imports."""
    while isinstance(loss, functools.partial):
        loss = loss.func
    module = inspect.getmodule(loss) or inspect.getmodule(type(loss))
    names = [getattr(module, "__name__", "")]
    for value in vars(module).values():
        names.append((value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", "")) or "")
    roots = {str(name).split(".")[0] for name in names}
    for framework, signs in (("torch", {"torch"}), ("jax", {"jax", "optax"}), ("tensorflow", {"tensorflow", "keras"})):
        if roots & signs:
            return framework
    return "numpy"


def call(loss: Callable[..., Any], vector: Vector, framework: str, fixed: dict[str, Any]) -> tuple[Any, Any]:
    """The loss and its gradient in the first input, as float64 arrays; None where there is no gradient."""
    first = next(name for name in FIRST if name in vector.inputs)
    to, run = {"torch": (_torch, _in_torch), "jax": (_jax, _in_jax), "tensorflow": (_tensorflow, _in_tensorflow)}.get(
        framework, (np.asarray, _in_numpy)
    )
    if framework == "jax":
        _start_jax(vector, first)
    named = arguments(loss, vector, to, fixed)
    target = to(vector.inputs["target"])
    upstream = vector.inputs.get("upstream")
    upstream = None if upstream is None else to(upstream)
    if inspect.isclass(loss):
        # Made with the options, called with the inputs; weights of rows belong to the call.
        late = {"sample_weight": named.pop("sample_weight")} if "sample_weight" in named else {}
        made = loss(**named)
        return run(lambda x: made(x, target, **late), to(vector.inputs[first]), upstream)
    return run(lambda x: loss(x, target, **named), to(vector.inputs[first]), upstream)


def arguments(loss: Callable[..., Any], vector: Vector, to: Callable[[np.ndarray], Any], fixed: dict[str, Any]) -> dict[str, Any]:
    """Options and weights under the names that the loss has for them.

    Raises Skip where it has none.
    """
    parameters = inspect.signature(loss).parameters
    takes_all = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    for name, value in fixed.items():
        if vector.options.get(name, DEFAULTS.get(name)) != value:
            raise Skip(f"{name} is {value}")
    given = {name: value for name, value in vector.options.items() if name not in fixed}
    given |= {name: vector.inputs[name] for name in ("weight", "sampleWeight") if name in vector.inputs}
    named = {}
    for name, value in given.items():
        snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        known = next((each for each in (snake, *ALSO.get(name, ())) if each in parameters), snake if takes_all else None)
        if known is not None:
            named[known] = to(value) if isinstance(value, np.ndarray) else value
        elif name not in DEFAULTS or DEFAULTS[name] not in (None, value):
            raise Skip(f"it takes no {snake}")
    return named


def _in_numpy(loss: Callable[[Any], Any], x: np.ndarray, upstream: np.ndarray | None) -> tuple[Any, Any]:
    value = loss(x)
    if not isinstance(value, tuple):
        return np.asarray(value, np.float64), None
    if upstream is not None and not np.all(upstream == 1):
        raise Skip("it takes no upstream gradient")
    return np.asarray(value[0], np.float64), np.asarray(value[1], np.float64)


def _torch(array: np.ndarray) -> Any:
    import torch

    # A vector is small, and threads that wait for each other are slow.
    torch.set_num_threads(1)
    values = torch.from_numpy(np.array(array))
    return values.to(torch.bfloat16) if isinstance(array, BFloat16) else values


def _in_torch(loss: Callable[[Any], Any], x: Any, upstream: Any) -> tuple[Any, Any]:
    import torch

    if x.is_floating_point():
        x.requires_grad_(True)
    value = loss(x)
    if not value.requires_grad and x.is_floating_point():
        return value.double().numpy(), np.full(x.shape, np.nan)
    (gradient,) = torch.autograd.grad(value, x, torch.ones_like(value) if upstream is None else upstream, allow_unused=True)
    gradient = torch.full_like(x, torch.nan) if gradient is None else gradient
    return value.detach().double().numpy(), gradient.double().numpy()


def _start_jax(vector: Vector, first: str) -> None:
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax

    wide = vector.inputs[first].dtype == np.float64 or vector.inputs["target"].dtype == np.int64
    jax.config.update("jax_enable_x64", bool(wide))


def _jax(array: np.ndarray) -> Any:
    import jax

    plain = np.array(array)
    return jax.numpy.asarray(plain, dtype=jax.numpy.bfloat16 if isinstance(array, BFloat16) else plain.dtype)


def _in_jax(loss: Callable[[Any], Any], x: Any, upstream: Any) -> tuple[Any, Any]:
    import jax

    value, pull = jax.vjp(loss, x)
    (gradient,) = pull(jax.numpy.ones_like(value) if upstream is None else upstream)
    return np.asarray(value, np.float64), np.asarray(gradient, np.float64)


def _tensorflow(array: np.ndarray) -> Any:
    import tensorflow as tf

    plain = np.array(array)
    return tf.constant(plain, dtype=tf.bfloat16 if isinstance(array, BFloat16) else plain.dtype)


def _in_tensorflow(loss: Callable[[Any], Any], x: Any, upstream: Any) -> tuple[Any, Any]:
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(x)
        value = loss(x)
    gradient = tape.gradient(value, x, output_gradients=tf.ones_like(value) if upstream is None else upstream)
    missing = np.full(x.shape, np.nan) if gradient is None else np.asarray(gradient.numpy(), np.float64)
    return np.asarray(value.numpy(), np.float64), missing
