"""Under any fault during the work nothing is lost, nothing is done twice, and the journals explain the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.rows import PASSES, Pass, Size, perform
from tests.faults.stage import Stage
from tests.support.rabbit import RabbitNode
from tests.support.system import fresh_copy


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def stage(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Iterator[Stage]:
    node: RabbitNode | None = None if request.param == "embedded" else request.getfixturevalue("node")
    found = Stage(fresh_copy(template, tmp_path / "stage"), node)
    yield found
    found.close()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("some", PASSES, ids=[each.name.replace(" ", "_") for each in PASSES])
def test_an_office_loses_nothing_and_does_nothing_twice_while(stage: Stage, some: Pass) -> None:
    perform(stage, some.rows, Size())
