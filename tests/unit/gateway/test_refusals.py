"""Refusals state fact and remedy: bounds with their figures, choices by name, the step whose reason is missing."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from services.directory.api import NameQuery
from services.directory.security.app import FROM_HERE, HERE, locked
from services.directory.trails.api import LogFilter
from services.documents.archive import api as archive
from services.documents.outgoing import api as documents
from services.gateway.problems import from_validation
from services.meetings.domain import Answer
from services.registry import workflows
from shared.api.shapes import Day
from shared.calendar import in_full, on_paper
from shared.workflow import broken

WANTED = {"kind": "notice", "title": "关于值班的通知", "body": "请值班。"}
AT = datetime(2026, 12, 1, tzinfo=UTC)


def said(**changes: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        documents.NewDocument.model_validate({**WANTED, **changes})
    return [each["message"] for each in from_validation(refused.value).errors]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": "长" * 201}, "最多200字"),
        ({"recipients": ["west"] * 501}, "最多500项"),
        ({"recipients": [""]}, "不能为空"),
        ({"urgency": "很急"}, "请从平件、加急、特急中选择"),
        ({"colour": "red"}, "不需要填写此项"),
        ({"in_reply_to": "某件来文"}, "未找到该项，请从列表中选择"),
    ],
)
def test_a_bound_is_named_with_its_figure_and_choices_by_their_names(changes: dict[str, Any], message: str) -> None:
    assert said(**changes) == [message]


@pytest.mark.parametrize(("shape", "field", "length"), [(LogFilter, "q", 100), (NameQuery, "q", 60)])
def test_a_bound_of_a_word_to_seek_is_counted_in_characters(shape: type[BaseModel], field: str, length: int) -> None:
    with pytest.raises(ValidationError) as refused:
        shape.model_validate({field: "长" * (length + 1)})

    assert [each["message"] for each in from_validation(refused.value).errors] == [f"最多{length}字"]


def test_text_of_another_form_is_refused_with_the_form_that_is_wanted() -> None:
    with pytest.raises(ValidationError) as refused:
        archive.NewVolume.model_validate({"year": 2026, "fonds": "全宗"})

    assert [each["message"] for each in from_validation(refused.value).errors] == ["全宗号为字母、数字，最多16位"]


def test_whoever_gives_no_reason_hears_of_which_step() -> None:
    asked = {
        (step.action, workflow.acts[step.action].label, rule)
        for workflow in workflows()
        for step in workflow.steps
        for rule in step.rules
        if rule.code == "reason_missing"
    }
    known: Any = SimpleNamespace(comment=" ", said={"answer": Answer.ABSENT})

    assert len(asked) > 20
    for action, label, rule in asked:
        (fault,) = broken([rule], SimpleNamespace(), known, label)
        assert fault["message"] in (f"请填写{label}理由", "请填写请假理由"), action


def test_whoever_guessed_hears_when_they_may_try_again() -> None:
    minutes, seconds = locked(AT + timedelta(seconds=841), AT), locked(AT + timedelta(seconds=8), AT)

    assert (minutes.message, minutes.details["retry_after"]) == ("密码连续输错，请15分钟后再试。", 841)
    assert seconds.message == "密码连续输错，请8秒后再试。"


@pytest.mark.parametrize("why", [HERE, FROM_HERE])
def test_who_comes_after_somebody_that_guessed_is_not_said_to_have_guessed(why: str) -> None:
    """The password of whoever hears it may be right: others share the address, and others may have tried the name."""
    said = locked(AT + timedelta(seconds=43), AT, why)

    assert said.message == f"{why}，请43秒后再试。" and said.details["retry_after"] == 43
    assert "网络地址" in said.message and "输错" not in said.message


def test_a_day_is_written_as_on_paper() -> None:
    assert (on_paper(AT.date()), in_full(AT.date())) == ("12月1日", "2026年12月1日")


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_no_office_means_is_refused_by_its_year(day: str) -> None:
    with pytest.raises(ValidationError, match="年份应在1900年至2199年之间"):
        TypeAdapter(Day).validate_python(day)
    assert TypeAdapter(Day).validate_python("2026-12-01") == "2026-12-01"
