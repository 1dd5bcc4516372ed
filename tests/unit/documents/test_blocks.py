"""A block returns exactly the records that have a term, the newest first."""

from hypothesis import given
from hypothesis import strategies as st

from shared.search.blocks import PARTS, Entry, common, packed, part_of

TERMS = st.sampled_from(["冬季", "安全", "锅炉", "通知", "a", "$x.y", "东校区", "\x01east"])
ENTRIES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.tuples(st.integers(0, 5), st.lists(TERMS)), max_size=30
)


@given(ENTRIES, st.lists(TERMS, min_size=1, max_size=3))
def test_what_a_block_says_is_what_its_records_have(
    records: dict[str, tuple[int, list[str]]], asked: list[str]
) -> None:
    block = packed(Entry((at, name), terms) for name, (at, terms) in records.items())

    numbers = common([block.parts[part_of(term)].of(term) for term in asked])

    having = {name for name, (_, terms) in records.items() if set(asked) <= set(terms)}
    assert [block.places[each][1] for each in numbers] == [name for _, name in block.places if name in having]
    assert block.places == sorted(((at, name) for name, (at, _) in records.items()), reverse=True)
    assert len(block.parts) == PARTS


def test_a_term_stands_in_the_same_part_whichever_process_asks() -> None:
    assert [part_of(each) for each in ("冬季", "安全", "a")] == [32, 11, 3]
