"""A character without a font is named with its place, and prevents submission and release."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.documents.domain import Printing
from services.documents.fonts.coverage import Coverage
from services.documents.fonts.typefaces import FontsMissing
from services.documents.outgoing import app, drafting
from shared.errors import RuleBroken
from shared.runtime.config import settings
from tests.support.office import on
from tests.unit.documents.test_document import LINE, Desk
from tests.unit.documents.test_rules import ROSTER, wanted

RARE = "👨𪚥𱁬"
CODE = "character_unprintable"


def lacking(text: Collection[str]) -> frozenset[str]:
    return frozenset(RARE) & frozenset(text)


def checked(*attached: str, who: str = "east.clerk", **changes: Any) -> dict[str, Any]:
    desk = Desk()
    document = desk.draft()
    printing = Printing(lacking, lambda document_id: attached if document_id == document.id else ())
    return drafting.check(
        ROSTER, occasion=on(who), wanted=wanted(**changes), documents=desk.documents, document_id=document.id,
        printing=printing,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "changes", "where"),
    (
        ("title", {"title": "east校区关于👨的通知"}, "标题"),
        ("body", {"body": "请𪚥老师到会。"}, "正文"),
        ("contact", {"contact": "王𱁬"}, "联系人"),
        ("telephone", {"telephone": "8888👨"}, "联系电话"),
    ),
)
def test_a_check_names_the_character_its_field_and_the_article(field: str, changes: dict[str, Any], where: str) -> None:
    found = [each for each in checked(**changes)["violations"] if each["code"] == CODE]

    assert [each["field"] for each in found] == [field]
    character = next(each for each in "".join(changes.values()) if each in RARE)
    assert f"{where}中的“{character}”印不出来" in found[0]["message"] and found[0]["source"] == "条例第十一条"


def test_a_check_names_the_attachment_and_points_to_the_place_in_the_text() -> None:
    found = checked("名单👨.xlsx", body="第一段。\n请𪚥𱁬到会，𪚥先到。")

    assert [each["field"] for each in found["violations"]] == ["attachments", "body"]
    assert "“𪚥”“𱁬”印不出来" in found["violations"][1]["message"]
    places = [(each["start"], each["end"], each["path"]) for each in found["warnings"] if each["code"] == CODE]
    assert places == [(6, 8, "content/1/text"), (11, 12, "content/1/text")]


def test_nobody_hears_of_attachments_of_another_s_draft() -> None:
    assert checked("名单👨.xlsx")["violations"]
    assert not checked("名单👨.xlsx", who="west.clerk", recipients=["north"])["violations"]


def test_a_private_character_is_named_by_its_number() -> None:
    printing = Printing(lambda text: frozenset("\ue000") & frozenset(text))
    found = drafting.check(ROSTER, occasion=on("east.clerk"), wanted=wanted(body="王\ue000。"), printing=printing)

    assert "“U+E000”" in found["violations"][0]["message"]


@pytest.mark.parametrize("action", ("submit", "release"))
def test_what_cannot_be_printed_is_neither_handed_in_nor_released(action: str) -> None:
    desk = Desk()
    document = desk.draft(body="请👨到会。")
    if action == "release":
        for who, step in LINE[:-1]:
            document = desk.act(who, document, step)
    occasion = on("east.clerk" if action == "submit" else "east.registrar")
    documents, printing = desk.documents.on(occasion), Printing(lacking)

    with pytest.raises(RuleBroken) as refused:
        app.act(documents, ROSTER, document.id, action, occasion=occasion, comment="", confirm=True, printing=printing)

    assert [each["code"] for each in refused.value.errors] == [CODE]
    assert desk.documents.find(document.id) == document


def test_nothing_is_said_where_the_fonts_are_not_there() -> None:
    def ask(*said: Any) -> Any:
        raise FontsMissing()

    assert Coverage(ask).lacking(settings().font_folder, "👨") == frozenset()


def test_the_fonts_are_asked_about_what_they_may_lack_only_and_once() -> None:
    asked = []

    def ask(what: str, fonts: Path, characters: str) -> frozenset[str]:
        asked.append(characters)
        return lacking(characters)

    coverage = Coverage(ask)
    assert coverage.lacking(settings().font_folder, "关于2026年—“冬季”的通知（A）\n\u200b") == frozenset()
    assert coverage.lacking(settings().font_folder, "喆👨") == frozenset("👨")
    assert coverage.lacking(settings().font_folder, "喆") == frozenset()
    assert set(asked) <= {"喆👨", "👨"} and len(asked) == 1  # 喆 is in the files, where fonts are installed
    assert "\ue000" in coverage.lacking(settings().font_folder, "王\ue000")


def test_within_one_command_a_character_gets_one_answer_although_the_press_comes_free_in_between() -> None:
    answers: Iterator[Any] = iter([FontsMissing(), frozenset("👨"), frozenset("👨")])

    def ask(*said: Any) -> Any:
        answer = next(answers)
        if isinstance(answer, FontsMissing):
            raise answer
        return answer

    coverage = Coverage(ask)
    during, after = coverage.asked_once(settings().font_folder), coverage.asked_once(settings().font_folder)

    assert during("请👨") == during("请👨到会") == frozenset()
    assert after("请👨") == after("👨") == frozenset("👨")


@pytest.mark.parametrize(("across", "refused"), [(8, True), (4, False)])
def test_a_table_too_full_for_its_figures_is_refused_with_advice_before_it_is_handed_in(
    across: int, refused: bool
) -> None:
    rows = [["电话"] * across, ["0571-88886666-8001"] * across]
    table = {"type": "table", "rows": rows, "head": True, "caption": ""}

    found = [each for each in checked(body="", content=[table])["violations"] if each["code"] == "table_overfull"]

    assert [each["message"] for each in found] == (
        ["表格列数过多，“0571-88886666-8001”要拆成两行；请减少列数、分成几张表，或者把表格作为附件上传"]
        if refused
        else []
    )
