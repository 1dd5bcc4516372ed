"""How people type a name, and which names match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.directory.names import START, fits, keys_of, readings, words_of

ALL_WAYS = (
    "陈晓东",
    "陈",
    "晓东",
    "chenxiaodong",
    "chen",
    "che",
    "cxd",
    "cx",
    "xd",
    "chenxd",
    "xiaod",
    "chxd",
    "陈 xd",
    "陈xd",
    "Chén Xiǎodōng",
)


def found(typed: str, name: str, *, of_person: bool = True) -> bool:
    names = [readings(name, of_person=of_person)]
    words = words_of(typed)
    return bool(words) and all(fits(word, names) for word in words)


@pytest.mark.parametrize("typed", ALL_WAYS)
def test_a_person_is_found_by_characters_by_pinyin_and_by_initials(typed: str) -> None:
    assert found(typed, "陈晓东")


@pytest.mark.parametrize("typed", ("cd", "陈东", "dong xu", "henx", "cxdx", "", "·"))
def test_what_is_no_part_of_the_name_finds_nobody(typed: str) -> None:
    assert not found(typed, "陈晓东")


@pytest.mark.parametrize(
    ("name", "typed", "never"),
    (
        ("单雄信", "shanxx", "dan"), ("仇和", "qiuhe", "chou"), ("曾国平", "zengguoping", "ceng"), ("查良", "zha", "cha"),
        ("任远", "ren", None), ("解晓明", "xie", "jie"), ("区大同", "ou", "qu"), ("朴成", "piao", "pu"), ("盖文", "ge", None),
        ("万俟雪", "moqixue", "wan"), ("尉迟恭", "yuchi", "wei"), ("长孙明", "zhangsun", None), ("覃红", "tan", None),
        ("覃红", "qin", None), ("吕梅", "lvmei", None), ("乐文", "yue", None), ("重阳", "chong", None),
    ),
)  # fmt: skip
def test_a_surname_is_read_as_a_surname(name: str, typed: str, never: str | None) -> None:
    assert found(typed, name)
    assert never is None or not found(never, name)


@pytest.mark.parametrize("typed", ("dxq", "dongxiaoqu", "东校区", "nhsyxxdxq", "实验 东校区", "shiyan dong", "南湖"))
def test_an_organ_is_found_by_any_part_of_its_name(typed: str) -> None:
    assert found(typed, "南湖实验学校东校区", of_person=False)


@pytest.mark.parametrize("typed", ("阿依古丽买买提", "阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt", "买买提", "mmt"))
def test_a_name_is_found_with_its_dot_and_without(typed: str) -> None:
    assert found(typed, "阿依古丽·买买提")


def test_an_organ_is_read_in_context() -> None:
    assert found("chongqinglu", "重庆路小学", of_person=False) and found("changle", "长乐区教育局", of_person=False)


@given(st.text(max_size=60), st.booleans())
def test_any_name_is_read_and_leads_back_to_itself(name: str, of_person: bool) -> None:
    names = [readings(name, of_person=of_person)] if name else []
    keys = {key.removeprefix(START) for key in keys_of(names, deepest=4)}

    for word in words_of(name):
        if all(fits(each, names) for each in word):
            assert word[:1] in keys


@given(st.text("ncheagixz", max_size=60))
def test_no_name_and_no_word_takes_long(typed: str) -> None:
    names = [readings("南能年农女宁娘牛" * 7, of_person=False)]
    for word in words_of(typed):
        fits(word, names)
