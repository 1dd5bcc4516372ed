"""A pytest plugin of `make mutants`: record which test calls which function, or run chosen tests in their order."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

OURS = ("services", "shared")
RECORD = "MUTANTS_RECORD"
CHOSEN = "MUTANTS_CHOSEN"
IMPORTS = "imports"


class Recorder:
    """Keeps for every test its seconds and the functions that it called."""

    def __init__(self, into: Path) -> None:
        self.into = into
        self.called: set[CodeType] = set()
        self.found: dict[str, Any] = {}

    def see(self, frame: FrameType, _event: str, _argument: object) -> None:
        """Note one call; lines are not followed."""
        self.called.add(frame.f_code)

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        """Follow the calls of the imports, by which tables are made."""
        with self.following(IMPORTS):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Follow the calls of one test."""
        with self.following(item.nodeid):
            return (yield)

    @contextmanager
    def following(self, name: str) -> Iterator[None]:
        """Keep which functions are called."""
        self.called = set()
        sys.settrace(self.see)
        try:
            yield
        finally:
            sys.settrace(None)
            files = ((os.path.relpath(code.co_filename), code.co_firstlineno) for code in self.called)
            functions = {f"{file}:{line}" for file, line in files if file.partition(os.sep)[0] in OURS}
            self.found.setdefault(name, {})["functions"] = sorted(functions)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the seconds of a test, and whether it passes."""
        kept = self.found.setdefault(report.nodeid, {})
        kept["seconds"] = kept.get("seconds", 0) + report.duration
        kept["passed"] = kept.get("passed", True) and report.outcome != "failed"

    def pytest_sessionfinish(self) -> None:
        """Write what was recorded."""
        self.into.write_text(json.dumps(self.found))


class Chooser:
    """Runs chosen tests only, in the order chosen."""

    def __init__(self, chosen: list[str]) -> None:
        self.place = {name: at for at, name in enumerate(chosen)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the others out."""
        items[:] = sorted(
            (each for each in items if each.nodeid in self.place), key=lambda each: self.place[each.nodeid]
        )


def pytest_configure(config: pytest.Config) -> None:
    """Register what the environment asks for."""
    if RECORD in os.environ:
        config.pluginmanager.register(Recorder(Path(os.environ[RECORD])))
    if CHOSEN in os.environ:
        config.pluginmanager.register(Chooser(json.loads(Path(os.environ[CHOSEN]).read_text())))
