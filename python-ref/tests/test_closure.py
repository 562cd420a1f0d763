"""What a file of fixtures depends on: code that is imported, and nothing else."""

import ast

import pytest

from smoothproof_ref import closure
from smoothproof_ref.generate import GROUPS, modules_of
from smoothproof_ref.provenance import MAKERS, lock_sha256
from smoothproof_ref.registry import core_variants, module_of


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package in the place of this one."""
    monkeypatch.setattr(closure, "PACKAGE", tmp_path)
    monkeypatch.setattr(closure, "NAME", "small")
    closure._parsed.cache_clear()
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "one.py").write_text("def f():\n    from small.two import g\n    return g()\n")
    (tmp_path / "two.py").write_text("def g():\n    return 1\n")
    (tmp_path / "three.py").write_text("x = 1\n")
    yield tmp_path
    closure._parsed.cache_clear()


def sha256(package):
    closure._parsed.cache_clear()
    return closure.code_sha256(["small.one"])


def test_imports_are_followed_wherever_they_stand(package):
    assert closure.closure(["small.one"]) == ["small", "small.one", "small.two"]


def test_comments_docstrings_and_strangers_change_nothing(package):
    before = sha256(package)
    (package / "two.py").write_text('"""Words."""\n\n\ndef g():\n    """More."""\n    # and more\n    return 1\n')
    (package / "three.py").write_text("x = 2\n")
    assert sha256(package) == before


def test_code_that_is_imported_changes_it(package):
    before = sha256(package)
    (package / "two.py").write_text("def g():\n    return 2\n")
    assert sha256(package) != before


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_made_of_its_variants_alone(group):
    found = closure.closure([*MAKERS, *modules_of(group)])
    assert "smoothproof_ref.registry" not in found
    variants = {module for module in found if module.startswith("smoothproof_ref.variants.")}
    core = {*map(module_of, core_variants())}
    assert core <= variants if core & variants else variants
    assert not (core & variants) or variants <= core


def test_the_hash_of_the_lock_is_that_of_what_is_needed():
    assert lock_sha256(["optax"]) != lock_sha256(["timm"])
    assert lock_sha256(["fairseq"]) != lock_sha256(["fairseq-2020"])


def test_strings_that_are_read_count():
    assert closure._is_string(ast.parse("'a'").body[0])
    assert not closure._is_string(ast.parse("x = 'a'").body[0])
