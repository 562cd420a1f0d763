"""Bits, decimals and rounding, against what Python and numpy say."""

import json
import math
import shutil
import subprocess

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from smoothproof_ref.decimals import js_number, offset_text, scale_text, truth_text
from smoothproof_ref.draws import Draws
from smoothproof_ref.rounding import bits_class, distance, ordered, round_bits, ulp
from smoothproof_ref.tensors import Tensor, bits_of, float_of

EDGES = [0.0, -0.0, 1.0, 0.1, 1e-6, 1e-7, 123456789.0, 1e20, 1e21, 5e-324, 1.7976931348623157e308, -2.5, 1 / 3]


def random_floats(dtype: str, count: int) -> list[float]:
    draws = Draws("test", dtype)
    bits = [draws.word() % (1 << (32 if dtype == "float32" else 64)) for _ in range(count)]
    return [float_of(dtype, b) for b in bits]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_decimals_read_back_as_the_same_bits(dtype):
    for value in [*random_floats(dtype, 2000), math.inf, -math.inf, math.nan, -0.0]:
        read = float(js_number(value).replace("Infinity", "inf"))
        assert bits_of(dtype, read) == bits_of(dtype, value)


def test_decimals_are_javascripts_own():
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    values = [*EDGES, *(v for v in random_floats("float64", 500) if math.isfinite(v))]
    script = "const v = JSON.parse(require('fs').readFileSync(0)); console.log(JSON.stringify(v.map(String)))"
    said = subprocess.run(["node", "-e", script], input=json.dumps(values), capture_output=True, text=True, check=True)
    expected = json.loads(said.stdout)
    assert [js_number(v) if v or math.copysign(1, v) > 0 else "0" for v in values] == expected


def test_wire_keeps_every_bit():
    tensor = Tensor.of("float32", (2, 2), [math.nan, -0.0, 2.0**-149, -math.inf])
    assert Tensor.from_wire(tensor.wire()) == tensor
    assert Tensor.from_wire(Tensor.of("int64", (2,), [-100, 3]).wire()).values == [-100, 3]


def test_a_tensor_refuses_to_round():
    with pytest.raises(ValueError, match=r"^values: 0\.1 is not a float32"):
        Tensor.of("float32", (1,), [0.1])


def test_rounding_is_that_of_the_machine():
    for value in random_floats("float64", 3000):
        with np.errstate(over="ignore", under="ignore"):
            narrowed = float(np.float32(value))
        assert round_bits(mpf(value), "float32") == bits_of("float32", narrowed)
        assert round_bits(mpf(value), "float64") == bits_of("float64", value)


def test_rounding_does_not_round_twice():
    tie = mpf(1) + mpf(2) ** -24
    assert round_bits(tie, "float32") == bits_of("float32", 1.0)
    assert round_bits(tie + mpf(2) ** -100, "float32") == bits_of("float32", 1.0 + 2.0**-23)


def test_ulp_and_distance():
    assert ulp(mpf(1), "float32") == mpf(2) ** -23
    assert ulp(mpf("0.999"), "float64") == mpf(2) ** -53
    assert ulp(mpf(0), "float64") == mpf("2") ** -1074
    assert distance("float32", bits_of("float32", -(2.0**-149)), bits_of("float32", 2.0**-149)) == 2
    assert distance("float32", bits_of("float32", math.inf), bits_of("float32", math.nan)) == "class"
    assert ordered("float64", bits_of("float64", -0.0)) == ordered("float64", 0)
    assert [bits_class("float32", bits_of("float32", v)) for v in (3e38, math.inf, -math.inf, math.nan)] == [
        *("finite", "inf", "-inf", "nan")
    ]


def test_texts():
    third = truth_text(mpf(1) / 3)
    assert third == "0." + "3" * 40
    assert truth_text(mpmath.nan) == "NaN"
    assert truth_text(mpf("1e-30")) == "1e-30"
    assert scale_text(mpf("0.1234")) == "1.24e-1"
    assert scale_text(mpf("9.999")) == "1.00e1"
    assert scale_text(mpf("1000")) == "1.00e3"
    assert offset_text(-1.5) == "-1.500"
    assert float(offset_text(1.234e9)) == 1.234e9
