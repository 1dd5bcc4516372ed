"""Dashboard and alerts use metrics and labels that processes show; every alert is explained."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
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


AT_WORK = {
    'up{job="tongban",instance="one"}': "1x30",
    'up{job="tongban",instance="two"}': "1x30",
    'tongban_request_seconds_count{status="201"}': "0+60x30",
    'tongban_request_seconds_count{status="409"}': "0+60x30",
    'tongban_request_seconds_bucket{le="0.1"}': "0+120x30",
    'tongban_request_seconds_bucket{le="10"}': "0+120x30",
    'tongban_request_seconds_bucket{le="+Inf"}': "0+120x30",
    'tongban_rpc_seconds_count{service="documents",method="act",outcome="ok"}': "0+60x30",
    'tongban_rpc_seconds_count{service="documents",method="act",outcome="internal"}': "0x30",
    'tongban_disk_full{job="tongban",what="store"}': "0x30",
    'tongban_disk_free_bytes{job="tongban",what="store"}': "6e9x30",
    'tongban_backup_timestamp_seconds{job="tongban",what="store"}': "-100000x30",
    'tongban_events_parked{service="documents"}': "0x30",
    'tongban_events_failed_total{service="documents",handler="on_x"}': "0 0 0 0 0 3x25",
    'tongban_events_waiting{service="documents"}': "0 0 0 0 0 2 1 0x23",
    'tongban_events_unpublished{service="documents"}': "0 0 0 7 0x26",
    'tongban_events_handled_total{service="documents",handler="on_x"}': "0+60x30",
    'tongban_events_repeated_total{service="documents",handler="on_x"}': "0+60x30",
    'tongban_event_lag_seconds_bucket{handler="on_x",le="0.1"}': "0+60x30",
    'tongban_event_lag_seconds_bucket{handler="on_x",le="10"}': "0+60x30",
    'tongban_event_lag_seconds_bucket{handler="on_x",le="+Inf"}': "0+60x30",
}
"""Half an hour of two processes at work, a value each minute: events repeat, a few are late or tried again."""
FAULTS: dict[str, dict[str, str]] = {
    "TongbanDown": {'up{job="tongban",instance="two"}': "1x10 0x20"},
    "TongbanAnswersFail": {'tongban_request_seconds_count{status="500"}': "0+5x30"},
    "TongbanBug": {'tongban_rpc_seconds_count{service="documents",method="act",outcome="internal"}': "0x20 1x10"},
    "TongbanAnswersSlow": {'tongban_request_seconds_bucket{le="0.1"}': "0x30"},
    "TongbanDiskFull": {'tongban_disk_full{job="tongban",what="store"}': "0x29 1"},
    "TongbanDiskLow": {'tongban_disk_free_bytes{job="tongban",what="store"}': "4e9x30"},
    "TongbanBackupOld": {'tongban_backup_timestamp_seconds{job="tongban",what="store"}': "-129000x30"},
    "TongbanEventParked": {'tongban_events_parked{service="documents"}': "0x29 1"},
    "TongbanEventsFail": {'tongban_events_failed_total{service="documents",handler="on_x"}': "0+2x30"},
    "TongbanEventsWait": {'tongban_events_waiting{service="documents"}': "0x20 1x10"},
    "TongbanEventsUnpublished": {'tongban_events_unpublished{service="documents"}': "0x25 7x5"},
    "TongbanEventsLate": {'tongban_event_lag_seconds_bucket{handler="on_x",le="0.1"}': "0x30"},
}
"""For each alarm the values that differ in its fault."""


def firing(alarm: str, values: Mapping[str, str]) -> dict[str, object]:
    """Describe for promtool that of these values only one alarm, or none, fires at the end."""
    wanted = [{"labels": f'{{alertname="{alarm}"}}', "value": 1}] if alarm else []
    return {
        "name": alarm or "at work",
        "interval": "1m",
        "input_series": [{"series": name, "values": each} for name, each in values.items()],
        "promql_expr_test": [
            {"expr": 'count by (alertname) (ALERTS{alertstate="firing"})', "eval_time": "30m", "exp_samples": wanted}
        ],
    }


def test_prometheus_itself_fires_each_alarm_for_its_fault_and_none_of_a_system_at_work(tmp_path: Path) -> None:
    promtool = shutil.which(os.environ.get("PROMTOOL") or "promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: tools/promtool.py fetches it")
    unseen = {name: each for name, each in AT_WORK.items() if not name.startswith("up")}
    faults = {name: {**AT_WORK, **values} for name, values in FAULTS.items()}
    cases = [firing("", AT_WORK), *(firing(*each) for each in faults.items()), firing("TongbanDown", unseen)]
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"rule_files": [str(DOCS / "monitoring" / "alerts.yaml")], "tests": cases}))

    done = subprocess.run([promtool, "test", "rules", str(file)], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stdout + done.stderr
    assert list(FAULTS) == [rule["alert"] for rule in RULES]


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
