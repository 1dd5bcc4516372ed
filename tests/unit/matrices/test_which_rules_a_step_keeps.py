"""Each step against a clerk's list of the rules that it keeps."""

from pathlib import Path

import pytest
import yaml

from services.registry import workflows

TABLES = {table.title: table for table in workflows()}
WRITTEN = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("title", TABLES)
def test_a_step_keeps_the_rules_written_down_and_no_others(title: str) -> None:
    kept: dict[str, set[frozenset[str]]] = {}
    for step in TABLES[title].steps:
        kept.setdefault(step.action, set()).add(frozenset(each.code for each in step.rules))

    written = {step: [rows] if isinstance(rows, str) else rows for step, rows in WRITTEN[title].items()}
    assert written.keys() <= kept.keys()
    assert kept == {step: {frozenset(row.split()) for row in written.get(step, [""])} for step in kept}
