"""Every label, state, question and message against a clerk's list (`words.yaml`), which the product does not read."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from services.documents.countersigning.acts import COUNTERSIGN_ACTS
from services.documents.outgoing.countersign_round import STATUS_NAMES as TASKS
from services.meetings.acts import TOPIC_ACTS, VOTE_ACTS
from services.meetings.kinds import Mode
from services.meetings.votes.domain import RoundStatus
from services.meetings.votes.steps import ROUND
from services.registry import workflows
from services.vocabulary import problems
from shared.contracts.directory import ROLE_NAMES
from tests.unit.test_words import ROOT, told

WRITTEN: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
TABLES = {table.title: table for table in workflows()}
LINES: dict[str, Any] = {
    "recipients": ("a", "b"), "copies": ("c",), "deliveries": ("a", "b", "c"), "sender": SimpleNamespace(name="西校区"),
    "seal_name": "东校区", "papers": (1, 2, 3), "members": ("a", "b"), "chair": "c", "mode": Mode.OPEN,
    "purpose": "countersign", "outside": "", "enrolments": {"a": 1, "b": 2, "c": 3, "d": 4}, "attendance": {"d": 4},
}  # fmt: skip
"""A record about which any act may ask."""


@pytest.mark.parametrize("title", TABLES)
def test_every_act_and_state_bears_the_word_that_a_clerk_wrote_down(title: str) -> None:
    table = TABLES[title]
    record = SimpleNamespace(**LINES)
    acts = {code: f"{act.label}{'' if act.asks(record) is None else '？'}" for code, act in table.acts.items()}
    states = {
        state.value: name if table.stage(state) == name else f"{name}…{table.stage(state)}"
        for state, name in table.names.items()
    }

    assert acts == WRITTEN["acts"][title]
    assert states == WRITTEN["states"][title]
    assert all(len(each) <= 5 for each in table.names.values()), "they are printed across a page"


def test_the_list_names_no_table_that_is_gone() -> None:
    assert WRITTEN["acts"].keys() == WRITTEN["states"].keys() == TABLES.keys()
    assert WRITTEN["questions"].keys() <= TABLES.keys()


@pytest.mark.parametrize(
    ("title", "act", "question"), [(t, a, q) for t, acts in WRITTEN["questions"].items() for a, q in acts.items()]
)
def test_an_act_asks_in_the_words_that_a_clerk_wrote_down(title: str, act: str, question: str) -> None:
    asked = TABLES[title].acts[act].asks(SimpleNamespace(**LINES))

    assert asked == question.replace("{n}", "3").replace("{单位}", "西校区").replace("{印章}", "东校区")


def test_a_hearing_and_a_secret_vote_have_words_of_their_own() -> None:
    heard = SimpleNamespace(mode=Mode.HEARING)
    acts = {"put": TOPIC_ACTS["put"], "open": VOTE_ACTS["open"], "cast": VOTE_ACTS["cast"]}
    assert {code: act.label_on(heard) for code, act in acts.items()} == WRITTEN["hearing"]

    def opened(mode: Mode) -> Any:
        return SimpleNamespace(mode=mode, status=RoundStatus.OPEN)

    assert {mode.value: ROUND.status_name(opened(mode)) for mode in Mode} == WRITTEN["open_votes"]
    joint = SimpleNamespace(purpose="joint")
    assert [COUNTERSIGN_ACTS[each].label_on(joint) for each in ("agree", "object")] == ["签发", "不予签发"]
    assert all(COUNTERSIGN_ACTS[each].asks(joint) for each in ("agree", "object"))


def test_the_answers_of_a_round_and_those_who_act_are_named_as_written() -> None:
    assert {status.value: name for status, name in TASKS.items()} == WRITTEN["tasks_of_a_round"]

    labels = {step.by.label for table in TABLES.values() for step in table.steps}
    parts = {part for label in labels for part in re.split("、|或者", label)}
    written = {*WRITTEN["roles"].values()}
    assert written - parts - {"催办人"} <= {*ROLE_NAMES.values()}
    strange = {each for each in parts if re.search("[A-Za-z_]", each)}
    assert strange == set()


def test_the_usual_message_of_a_refusal_is_the_one_that_a_clerk_wrote_down() -> None:
    said = {each["code"]: each["label"] for each in problems()}

    assert {code: said.get(code) for code in WRITTEN["messages"]} == WRITTEN["messages"]


def test_nobody_reads_a_word_that_was_replaced() -> None:
    read = [(path, line, text) for path in _modules() for line, text in told(path)]
    read += [(path, line, text) for path in _console() for line, text in _lines(path)]
    read += [(ROOT / name, line, text) for name in ("README.zh-CN.md",) for line, text in _lines(ROOT / name)]
    found = [
        f"{path.relative_to(ROOT)}:{line} {text.strip()[:80]} → {instead}"
        for path, line, text in read
        for word, instead in WRITTEN["not_used"].items()
        if word in text and not _meant_otherwise(path, text)
    ]

    assert found == []


def _meant_otherwise(path: Path, text: str) -> bool:
    """Admit the name of a field in packages made earlier, and 不通过 in a sentence that names what may pass."""
    return path.name == "prove.py" and text == "办理过程校验值"


def _modules() -> list[Path]:
    return [path for folder in ("services", "shared") for path in sorted((ROOT / folder).rglob("*.py"))]


def _console() -> list[Path]:
    return [
        path
        for path in sorted((ROOT / "console" / "src").rglob("*"))
        if path.suffix in (".vue", ".ts") and not path.name.endswith((".test.ts", ".d.ts"))
    ]


def _lines(path: Path) -> list[tuple[int, str]]:
    return list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))
