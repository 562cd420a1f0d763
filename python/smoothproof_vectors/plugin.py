"""pytest --smoothproof module:function --variant torch: each vector is a test, and the summary names the causes."""

from __future__ import annotations

from typing import Any

import pytest

from smoothproof_vectors import target
from smoothproof_vectors.data import Vector, vectors
from smoothproof_vectors.report import TIERS, Report, judge_call


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("smoothproof", "label-smoothing losses")
    group.addoption("--smoothproof", metavar="MODULE:FUNCTION", help="judge this function by the golden vectors, and run no other test")
    group.addoption("--variant", default="torch", help="the loss that it should be (default: torch)")
    group.addoption("--framework", default="", choices=["", "torch", "jax", "tensorflow", "numpy"], help="by its imports if not given")
    group.addoption("--tier", action="append", choices=TIERS, help="only these vectors (repeatable)")
    group.addoption("--fixed", action="append", default=[], metavar="OPTION=VALUE", help="an option that it has built in")


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.smoothproof is None:
        return
    try:
        loss, fixed = target.load(config.option.smoothproof), target.options(config.option.fixed)
        chosen = [vector for vector in vectors(config.option.variant) if vector.tier in (config.option.tier or TIERS)]
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error
    session.smoothproof = []
    items[:] = [Item.from_parent(session, name=vector.id, vector=vector, loss=loss, fixed=fixed) for vector in chosen]


class Different(Exception):
    """A vector that the loss fails."""


class Item(pytest.Item):
    def __init__(self, *, vector: Vector, loss: Any, fixed: dict[str, Any], **others: Any) -> None:
        super().__init__(**others)
        self.vector, self.loss, self.fixed = vector, loss, fixed

    def runtest(self) -> None:
        verdict = judge_call(self.loss, self.vector, self.config.option.framework, self.fixed)
        self.session.smoothproof.append(verdict)
        if verdict.status == "skip":
            pytest.skip(verdict.message)
        if verdict.status == "fail":
            raise Different(verdict.message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return str(excinfo.value) if isinstance(excinfo.value, Different) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, self.name


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    verdicts = getattr(session, "smoothproof", None)
    if verdicts is not None:
        session.config.stash[REPORT] = Report(verdicts)
        if session.config.stash[REPORT].outcome == "NOTHING JUDGED":
            session.exitstatus = pytest.ExitCode.USAGE_ERROR.value


REPORT = pytest.StashKey[Report]()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    report = config.stash.get(REPORT, None)
    if report is not None:
        terminalreporter.section("smoothproof")
        terminalreporter.write_line(str(report))
