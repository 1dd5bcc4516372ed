"""What `python -m services verify` tells an operator, word for word; what it finds is tried on a real store."""

import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services import verification
from shared.aggregate import Break
from shared.anchor import Anchor
from shared.runtime.config import settings

AT = "2026-11-23T01:00:00.000+00:00"
CHAIN = ("documents:d1", ["a", "b"])


class Kept:
    """A journal of one history."""

    faults: tuple[Break, ...] = ()
    chain = [CHAIN]
    number = 2

    def __init__(self, *_: object) -> None: ...

    def breaks(self, counted: Any) -> Iterator[Break]:
        yield from self.faults

    def count(self) -> int:
        return self.number

    def chains(self) -> list[tuple[str, list[str]]]:
        return self.chain


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("TONGBAN_VAR", str(tmp_path))
    settings.cache_clear()
    for name, told in {
        "with_data": lambda: ("documents",), "database_of": lambda name: type("Db", (), {"name": f"tongban_{name}"}),
        "require_readable": lambda db: None, "collections": lambda name: [], "Journal": Kept,
        "_damaged_files": lambda counted: [], "_of_what_stays": lambda before: before,
    }.items():  # fmt: skip
        monkeypatch.setattr(verification, name, told)
    yield
    settings.cache_clear()


def said(
    capsys: pytest.CaptureFixture[str], before: Anchor | None = None, folder: Path | None = None
) -> tuple[int, list[str]]:
    wrong, _ = verification.histories(before, wants_anchor=False, folder=folder)
    return wrong, capsys.readouterr().out.splitlines()


def test_a_whole_store_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == (0, ["已核对 2 项，0 处有误。"])


def test_every_fault_is_named_by_its_service_record_and_entry(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kept, "faults", (Break("documents:d1", 2, "内容被改写"),))
    monkeypatch.setattr(
        verification, "_damaged_files", lambda counted: [("documents: attachments:a1", "与登记的内容不一致")]
    )

    assert said(capsys) == (2, [
        "documents: documents:d1 第 2 条：内容被改写", "documents: attachments:a1 与登记的内容不一致", "已核对 2 项，2 处有误。",
    ])  # fmt: skip


def test_an_empty_store_is_not_verified_and_the_places_searched_are_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Kept, "number", 0)

    for folder, place in ((tmp_path / "store", tmp_path / "store"), (None, "MONGO_URI 所指的数据库服务")):
        wrong, words = said(capsys, folder=folder)

        assert wrong == 1 and words[0] == "已核对 0 项，0 处有误。"
        assert words[1] == (
            f"没有找到任何记录，不能算作核对通过：在 {place} 查了 tongban_documents。请核对 MONGO_URI、TONGBAN_VAR。"
        )


@pytest.mark.parametrize(
    ("chain", "gap"),
    [
        ([CHAIN], None), ([("documents:d1", ["a"])], "documents/documents:d1 缺第 2 至 2 条"),
        ([("documents:d1", ["a", "x"])], "documents/documents:d1 第 2 条或其之前的内容在锚点之后被改写"),
        ([], "documents/documents:d1 整件缺失，锚点时有 2 条"), ([("documents:d1", ["a", "b", "c"])], None),
    ],
)  # fmt: skip
def test_what_an_anchor_misses_is_named(
    chain: list[Any], gap: str | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kept, "chain", chain)
    before = Anchor(AT, {"documents/documents:d1": (2, "b")})

    wrong, words = said(capsys, before)
    missing = [] if gap is None else [gap]
    compared = f"已与 {AT} 的锚点比对（1 项，根值 {before.root}），{len(missing)} 项有缺。"
    assert (wrong, words) == (len(missing), ["已核对 2 项，0 处有误。", *missing, compared])


def test_no_anchor_is_made_of_a_store_with_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    _, made = verification.histories(None, wants_anchor=True)
    assert made is not None and made.heads == {"documents/documents:d1": (2, "b")}
    monkeypatch.setattr(Kept, "faults", (Break("documents:d1", 2, "内容被改写"),))
    assert verification.histories(None, wants_anchor=True) == (1, None)


def test_only_one_history_is_held_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hashes(list[str]):
        """A list whose end can be watched."""

    def chains(_: Kept) -> Iterator[tuple[str, list[str]]]:
        held: list[weakref.ref[Hashes]] = []
        for place in range(5):
            made = Hashes(["a", f"b{place}"])
            held.append(weakref.ref(made))
            yield f"documents:d{place}", made
            del made
            assert sum(each() is not None for each in held) <= 1

    monkeypatch.setattr(Kept, "chains", chains)

    _, made = verification.histories(Anchor(AT, {"documents/documents:d1": (2, "b1")}), wants_anchor=True)

    assert made is not None and made.heads == {f"documents/documents:d{place}": (2, f"b{place}") for place in range(5)}
