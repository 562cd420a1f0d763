"""The canonical form, hashes, and files that are whole or absent."""

import hashlib
import json

import pytest

from smoothproof_ref.write import canonical, text_of, write_all


def test_one_line_for_scalars_and_arrays_of_scalars():
    row = {"hex": "bf800000 40200000", "dec": ["-1", "2.5"]}
    assert canonical(row) == '{"hex": "bf800000 40200000", "dec": ["-1", "2.5"]}'
    assert canonical({"rows": [row, row]}) == (
        '{\n  "rows": [\n'
        '    {"hex": "bf800000 40200000", "dec": ["-1", "2.5"]},\n'
        '    {"hex": "bf800000 40200000", "dec": ["-1", "2.5"]}\n'
        "  ]\n}"
    )
    assert canonical({"a": {}, "b": []}) == '{\n  "a": {},\n  "b": []\n}'


def test_numbers_are_javascripts():
    assert canonical([1e-6, 1e-7, 1.0, 1e21, 2**53, 2**63, True, None, "…\n"]) == (
        '[0.000001, 1e-7, 1, 1e+21, 9007199254740992, 9223372036854776000, true, null, "…\\n"]'
    )


def test_content_hash_is_that_of_the_file_with_the_hash_blanked():
    text = text_of({"a": [1], "contentSha256": ""})
    digest = json.loads(text)["contentSha256"]
    assert hashlib.sha256(text.replace(digest, "0" * 64).encode()).hexdigest() == digest


def test_a_failing_write_leaves_nothing(tmp_path):
    kept = tmp_path / "kept.json"
    kept.write_bytes(b"old")
    (tmp_path / "blocked").mkdir()
    with pytest.raises(OSError, match=r"blocked"):
        write_all({kept: b"new", tmp_path / "blocked": b"new"})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["blocked", "kept.json"]
