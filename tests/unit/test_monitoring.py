"""Dashboard and alerts use metrics and labels that processes show; every alert is explained."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from shared.runtime import metrics

DOCS = Path(__file__).parents[2] / "docs"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DOCS / "monitoring" / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARD: dict[str, Any] = json.loads((DOCS / "monitoring" / "grafana-dashboard.json").read_text(encoding="utf-8"))
SUFFIXES: dict[type[Any], tuple[str, ...]] = {
    Histogram: ("_bucket", "_count", "_sum"),
    Counter: ("_total",),
    Gauge: ("",),
}
ALIEN = {"job", "instance"}
"""Labels that Prometheus gives."""


def shown() -> dict[str, set[str]]:
    """Return the labels of every metric that a process shows."""
    found: dict[str, set[str]] = {}
    for each in vars(metrics).values():
        for suffix in SUFFIXES.get(type(each), ()):
            labels = {*each._labelnames, *({"le"} if suffix == "_bucket" else ())}
            found[each._name + suffix] = labels
    return found


def questions() -> list[str]:
    panels = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    variables = [each["query"] for each in DASHBOARD["templating"]["list"]]
    return [*panels, *variables, *(rule["expr"] for rule in RULES)]


@pytest.mark.parametrize("question", questions())
def test_every_figure_that_is_asked_for_is_shown_with_the_labels_asked_for(question: str) -> None:
    figures = set(re.findall(r"\btongban_\w+", question))
    matched = set(re.findall(r'(\w+)\s*(?:=~|!~|!=|=)\s*"', question))
    grouped = {name.strip() for group in re.findall(r"by \(([^)]*)\)", question) for name in group.split(",")}

    assert figures <= shown().keys()
    assert all((matched | grouped) - ALIEN <= shown()[figure] for figure in figures)
    assert figures or matched <= ALIEN
    assert question.count("(") == question.count(")") and question.count("{") == question.count("}")


def test_every_figure_is_on_the_dashboard() -> None:
    asked = " ".join(questions())

    assert {name for name in shown() if not name.endswith(("_count", "_sum")) and name not in asked} == set()


def test_no_process_shows_a_gauge_before_it_knows_it() -> None:
    plain = [each._name for each in vars(metrics).values() if isinstance(each, Gauge) and not each._labelnames]

    assert plain == [], "a gateway would show 0 bytes free for ever"


def test_every_alarm_says_how_grave_it_is_and_what_happened() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"]["summary"]
        named = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
        assert named <= set(re.findall(r"\w+", rule["expr"])) | ALIEN


def test_every_alarm_is_explained_and_nothing_else_is() -> None:
    explained = re.findall(r"^\| `(Tongban\w+)`", (DOCS / "operations.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert explained == [rule["alert"] for rule in RULES]


def test_panels_lie_side_by_side_and_none_on_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not taken & cells and place["x"] + place["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
