import inspect
import json
import subprocess
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.contracts import EXAMPLES, example_of, known_events
from shared.contracts.event import Event


@pytest.mark.parametrize("event", known_events(), ids=lambda event: f"{event.event}.v{event.event_version}")
def test_the_frozen_example_is_read_and_written_as_it_stands(event: type[Event]) -> None:
    example = example_of(event)

    assert json.loads(json.dumps(event.read(example).to_wire())).keys() >= example.keys()
    assert event.read({**example, "a_field_of_tomorrow": 1}) == event.read(example)
    with pytest.raises(ValidationError):
        event.model_validate({**example, "undeclared": 1})


@pytest.mark.parametrize("event", known_events(), ids=lambda event: event.event)
def test_every_event_says_what_happened_in_one_sentence(event: type[Event]) -> None:
    text = inspect.getdoc(event) or ""

    assert text.endswith(".") and "\n\n" not in text


def test_no_example_is_left_without_its_event() -> None:
    named = {f"{event.event}.v{event.event_version}.json" for event in known_events()}

    assert {path.name for path in EXAMPLES.glob("*.json")} == named


def test_generated_documents_are_fresh() -> None:
    from services.generated import ROOT, files

    for path, text in files():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path} is stale: run make docs"


def test_no_service_is_let_past_the_others() -> None:
    root = Path(__file__).parents[3]
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    apart = next(each for each in contracts if each["type"] == "independence")
    services = {path.parent.name for path in (root / "services").glob("*/service.py")}
    let_past = [line.split(" -> ") for line in apart["ignore_imports"]]

    assert apart["modules"] == ["services.*"]
    assert {found for who, found in let_past if who.split(".")[1] in services} == {
        "services.registry",
        "services.vocabulary",
        "services.**.api",
    }


def test_nothing_outside_the_rim_names_the_broker_or_the_store() -> None:
    root = Path(__file__).parents[3]
    found = subprocess.run(
        ["grep", "-rlE", "^(import|from) (nameko|kombu|amqp)", "services", "shared", "--include=*.py"],
        cwd=root, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip

    outside = {path for path in found if not path.startswith("shared/runtime/")}
    assert outside <= {"services/__main__.py", "services/topology.py"}
