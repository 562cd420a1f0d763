"""--check sees a changed byte, and tells a moved observation from a wrong value."""

import json

import numpy as np
import pytest

from smoothproof_ref.check import compare_file, settled
from smoothproof_ref.generate import main
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.sidecar import metadata_of, pack, unpack
from smoothproof_ref.write import text_of

PATH = FIXTURES / "vectors" / "torch.json"


@pytest.fixture
def kept():
    return json.loads(PATH.read_text(encoding="utf-8"))


def finite_row(document):
    for vector in document["vectors"]:
        if vector["dtype"] == "float32" and vector["expect"]["kind"] == "value":
            row = vector["expect"]["loss"]["rows"][0]
            if float(row["dec"][0].replace("Infinity", "inf")) > 0.125:
                return row
    raise AssertionError


def bytes_of(document):
    return text_of({**document, "contentSha256": ""}).encode()


def moved(document, by):
    row = finite_row(document)
    words = row["hex"].split()
    words[0] = f"{int(words[0], 16) + by:08x}"
    row["hex"] = " ".join(words)
    row["off"][0] = "9.000"
    return bytes_of(document)


def test_identical(kept):
    verdict = compare_file(PATH, bytes_of(kept))
    assert (verdict.fine, verdict.text) == (True, "identical")


def test_every_changed_byte_is_seen():
    content = bytearray(PATH.read_bytes())
    at = content.index(b'"truth": ["') + 14
    content[at] = ord("7") if content[at] != ord("7") else ord("8")
    verdict = compare_file(PATH, bytes(content))
    assert not verdict.fine
    assert verdict.text.startswith("line ")


def test_an_observation_within_the_spread_is_said_to_have_moved(kept):
    verdict = compare_file(PATH, moved(kept, 1))
    assert verdict.fine
    assert verdict.text == "only observed values moved, 1 rows within the recorded spread"


def test_an_observation_beyond_the_spread_is_a_difference(kept):
    assert not compare_file(PATH, moved(kept, 1000)).fine


def test_writing_keeps_what_moved_within_the_spread(kept):
    vectors = kept["vectors"]
    near = json.loads(moved(json.loads(json.dumps(kept)), 1))["vectors"]
    far = json.loads(moved(json.loads(json.dumps(kept)), 1000))["vectors"]
    assert near != vectors
    assert settled(vectors, near) == vectors
    assert settled(vectors, far) == far
    assert settled([], near) == near


def test_a_changed_input_is_a_difference(kept):
    kept["vectors"][0]["inputs"]["logits"]["rows"][0]["dec"][0] = "7"
    assert not compare_file(PATH, bytes_of(kept)).fine


def test_a_missing_file(tmp_path):
    verdict = compare_file(tmp_path / "none.json", b"{}")
    assert (verdict.fine, verdict.text) == (False, "missing")


def test_an_unknown_name_is_one_line_and_code_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["pytorch"])
    assert stopped.value.code == 2
    assert "NAME: expected one of annotated-transformer, " in capsys.readouterr().err


def test_a_side_car_may_only_move_in_its_observations():
    path = FIXTURES / "real" / "digits.safetensors"
    tensors = unpack(path)
    assert compare_file(path, pack(tensors, metadata_of(path))).text == "identical"
    name = "torch.gradient.observed"
    tensors[name] = np.nextafter(tensors[name], np.float32(1))
    assert compare_file(path, pack(tensors, metadata_of(path))).fine
    tensors["torch.gradient.truth"] = np.nextafter(tensors["torch.gradient.truth"], 1)
    assert not compare_file(path, pack(tensors, metadata_of(path))).fine
