"""An anchor detects records missing, truncated or rewritten since, and cannot be forged to fit."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.anchor import Anchor, AnchorFaulty, Chain, gaps, merkle_root, read_anchor
from shared.calendar import instant_text

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
YESTERDAY = {
    "documents/documents:a": ["a1", "a2", "a3"],
    "documents/documents:b": ["b1"],
    "meetings/meetings:m": ["m1"],
}
HISTORIES = st.dictionaries(st.text(min_size=1), st.lists(st.text(), min_size=1, max_size=4), max_size=6)


def anchor(chains: Iterable[Chain], at: datetime) -> Anchor:
    return Anchor(instant_text(at), {name: (len(hashes), hashes[-1]) for name, hashes in chains})


def found(now: dict[str, list[str]]) -> dict[str, str]:
    return {gap.name: gap.reason for gap in gaps(anchor(YESTERDAY.items(), AT), now.items())}


def test_what_only_went_on_has_no_gap() -> None:
    longer = {name: [*hashes, "next"] for name, hashes in YESTERDAY.items()}

    assert found(YESTERDAY) == {}
    assert found({**longer, "documents/documents:new": ["n1"]}) == {}


def test_a_missing_record_is_named_with_how_long_it_was() -> None:
    kept = {name: hashes for name, hashes in YESTERDAY.items() if name != "documents/documents:a"}

    assert found(kept) == {"documents/documents:a": "整件缺失，锚点时有 3 条"}


def test_a_history_cut_short_is_named_with_what_is_gone() -> None:
    assert found({**YESTERDAY, "documents/documents:a": ["a1"]}) == {"documents/documents:a": "缺第 2 至 3 条"}


def test_a_history_told_anew_is_named_though_it_is_longer() -> None:
    anew = {**YESTERDAY, "documents/documents:a": ["a1", "x2", "x3", "x4"]}

    assert found(anew) == {"documents/documents:a": "第 3 条或其之前的内容在锚点之后被改写"}


@given(HISTORIES)
def test_a_file_is_read_back_as_it_was_written(histories: dict[str, list[str]]) -> None:
    taken = anchor(histories.items(), AT)

    assert read_anchor(taken.to_text()) == taken
    assert list(gaps(taken, histories.items())) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [*lines[:-1], lines[-1].replace("m1", "m2")],
        lambda lines: [lines[0].replace('"histories":3', '"histories":2'), *lines[1:]],
        lambda lines: lines[1:],
        lambda lines: ["{}"],
        lambda lines: ["not an anchor"],
        lambda lines: [],
        lambda lines: ["null", *lines[1:]],
    ],
)  # fmt: skip
def test_a_file_that_was_changed_is_refused(change: object) -> None:
    lines = anchor(YESTERDAY.items(), AT).to_text().rstrip("\n").split("\n")

    with pytest.raises(AnchorFaulty):
        read_anchor("\n".join(change(lines)))  # type: ignore[operator]


def test_a_file_made_anew_has_another_root() -> None:
    taken = anchor(YESTERDAY.items(), AT)
    anew = anchor({**YESTERDAY, "meetings/meetings:m": ["m2"]}.items(), AT)

    assert read_anchor(anew.to_text()).root != taken.root
    assert json.loads(taken.to_text().splitlines()[0])["root"] == taken.root


def test_the_root_is_that_of_rfc_6962() -> None:
    def sha(content: bytes) -> bytes:
        return hashlib.sha256(content).digest()

    one, two, three = (sha(b"\0" + each) for each in (b"1", b"2", b"3"))

    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()
    assert merkle_root([b"1"]) == one.hex()
    assert merkle_root([b"1", b"2", b"3"]) == sha(b"\1" + sha(b"\1" + one + two) + three).hex()
