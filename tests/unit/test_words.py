"""What people are told names no code, format or service, and says what to do (the words of the office)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORBIDDEN = (
    "幂等键", "cursor）", "同时办理的人过多", "尚未同步", "系统内部出错", "炸弹", "没有这一项", "没有这个人", "没有这位", "没有发文立户",
    "（principal）", "行文方向不符", "与公文处理的规定不符",
)  # fmt: skip
SAID = re.compile(r'"([^"\n]*[一-龥][^"\n]*)"')


def test_what_people_are_told_follows_the_words_of_the_office() -> None:
    found = [
        (str(path.relative_to(ROOT)), word)
        for folder in ("services", "shared")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for said in SAID.findall(path.read_text(encoding="utf-8"))
        for word in FORBIDDEN
        if word in said
    ]

    assert found == []
