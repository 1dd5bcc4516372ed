from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.aggregate import GENESIS, breaks, diff, entries_to_check, first_break, fold, seal, written

VALUES = st.none() | st.integers(0, 5) | st.text("ab", max_size=2) | st.lists(st.integers(0, 2), max_size=2)
STATES = st.dictionaries(st.sampled_from("abc"), VALUES | st.dictionaries(st.sampled_from("xyz"), VALUES, max_size=3))


def history_of(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    entries, before, head = [], {}, GENESIS
    for version, state in enumerate(states, start=1):
        entries.append(seal({"version": version, "changes": diff(before, state)}, head))
        before, head = state, entries[-1]["hash"]
    return entries


def growing(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Build states whose fields are never removed, only changed."""
    known: dict[str, Any] = {}
    grown = []
    for state in states:
        known = {**known, **state}
        grown.append(known)
    return grown


@given(st.lists(STATES, min_size=1, max_size=6))
def test_a_history_folds_to_the_state_it_tells_of(states: list[dict[str, Any]]) -> None:
    states = growing(states)
    entries = history_of(states)

    for version, state in enumerate(states, start=1):
        assert fold(entries[:version]) == state
    assert first_break("t:1", len(entries), states[-1], entries[-1]["hash"], entries) is None


@given(st.lists(STATES.filter(bool), min_size=3, max_size=6), st.data())
def test_any_tampering_is_found_at_or_before_its_place(states: list[dict[str, Any]], data: st.DataObject) -> None:
    states = growing(states)
    entries = history_of(states)
    place = data.draw(st.integers(0, len(entries) - 1))
    kind = data.draw(st.sampled_from(["edit", "delete", "insert", "swap", "cut", "state", "rebuild"]))
    version, head, state = len(entries), entries[-1]["hash"], states[-1]
    if kind == "edit":
        entries[place] = {**entries[place], "changes": [["a", "forged"]]}
    elif kind == "delete":
        del entries[place]
    elif kind == "insert":
        entries.insert(place, entries[place])
    elif kind == "swap":
        other = (place + 1) % len(entries)
        entries[place], entries[other] = entries[other], entries[place]
    elif kind == "cut":
        entries.pop()
    elif kind == "rebuild":
        entries[place] = seal({**entries[place], "changes": [["a", "forged"]]}, entries[place]["prev"])
    else:
        state = {**state, "a": "forged"}

    found = first_break("t:1", version, state, head, entries)

    assert found is not None and found.version <= len(states) + 1


def test_every_fault_of_a_history_is_named_and_the_rest_is_read_on() -> None:
    entries = history_of([{"a": str(each)} for each in range(1, 9)])
    forged = [{**entries[1], "comment": "伪造"}, *entries[2:4], {}, *entries[5:6], *entries[7:]]

    found = breaks("t:1", 8, {"a": "other"}, entries[-1]["hash"], [entries[0], *forged])

    assert [(each.version, each.reason) for each in found] == [
        (2, "写入后被改动"),
        (5, "内容读不出来"),
        (7, "缺失或者次序错乱"),
    ]


def test_tampering_that_leaves_no_entry_or_no_head_is_named_and_no_error() -> None:
    entries = history_of([{"a": "1"}, {"a": "2"}])
    head = entries[-1]["hash"]
    unreadable = entries_to_check([written(entries[0]), "[" * 200_000])
    odd = entries_to_check([written(entries[0]), written(entries[1]).replace('"2"', "NaN")])

    reasons = [
        first_break("t:1", 2, {"a": "2"}, head, unreadable),
        first_break("t:1", 2, {"a": "2"}, head, entries_to_check([written(entries[0]), 7])),
        first_break("t:1", 2, {"a": "2"}, head, odd),
        first_break("t:1", 2, {"a": "2"}, None, entries),
        first_break("t:1", None, {"a": "2"}, head, entries),
        first_break("t:1", 2, {"a": "2"}, head, entries_to_check(None)),
    ]

    assert [None if each is None else (each.version, each.reason) for each in reasons] == [
        (2, "内容读不出来"),
        (2, "内容读不出来"),
        (2, "写入后被改动"),
        (3, "记录缺少 head"),
        (3, "记录缺少 version"),
        (1, "历史止于第 0 条，记录注明 2 条"),
    ]
