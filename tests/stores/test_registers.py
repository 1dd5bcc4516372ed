"""The registers of an office: by year and number, for those who may see them, and as a real workbook."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import CommandListener
from python_calamine import CalamineWorkbook

from services.documents.domain import Urgency
from services.documents.outgoing.countersign_round import Round, Task, TaskStatus
from services.documents.outgoing.domain import Delivery, DocumentStatus
from services.documents.outgoing.store import DocumentCollection
from services.documents.registers import app
from shared.contracts import documents as events
from shared.office import Named
from shared.runtime.store import LOT
from tests.stores.test_collections import document
from tests.support.office import MORNING, actor, on

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


@pytest.fixture(scope="module")
def kept(client: Any) -> Iterator[DocumentCollection]:
    DocumentCollection.prepare(client["registers"])
    found = DocumentCollection(client["registers"], on("east.registrar"), lambda *_: None)
    for place, title in enumerate((*FORMULAS, "关于冬季安全的通知")):
        year, number = (2025, place + 1) if place < 2 else (2026, place - 1)
        new = replace(
            document(f"d{place}"), title=title, status=DocumentStatus.REGISTERED, submitted_at=MORNING,
            signed_on=date(year, 3, 10 + place), number=f"南实验东发〔{year}〕{number}号", series=f"南实验东发:{year}",
            sequence=number, addressees=(Named("west" if place % 2 else "north", "校区"),),
        )  # fmt: skip
        found.add(new, announcing=events.DocumentDrafted.of(new), action="draft")
    kept_by_west = Task("west", "西校区", 0, of_organ=True, status=TaskStatus.AGREED)
    joint = replace(
        document("joint"), title="关于联合开展活动的通知", status=DocumentStatus.RELEASED, submitted_at=MORNING,
        signed_on=date(2024, 3, 10), number="南实验东发〔2024〕1号", series="南实验东发:2024", sequence=1,
        addressees=(Named("north", "北校区"), Named("main", "本部")), joint=Round((kept_by_west,)), urgency=Urgency.URGENT,
        deliveries={
            "north": Delivery("north", "北校区", "received", MORNING), "main": Delivery("main", "本部", "delivered", MORNING),
        },
    )  # fmt: skip
    found.add(joint, announcing=events.DocumentDrafted.of(joint), action="draft")
    asked = replace(
        document("asked"), submitted_at=MORNING, addressees=(Named("north", "北校区"),), number="南实验东发〔2023〕1号", series="南实验东发:2023", sequence=1,
        joint=Round((replace(kept_by_west, status=TaskStatus.OPEN),)),
    )  # fmt: skip
    found.add(asked, announcing=events.DocumentDrafted.of(asked), action="draft")
    found.add(document("draft"), announcing=events.DocumentDrafted.of(document("draft")), action="draft")
    yield found


def listed(kept: Any, who: str = "east.director", limit: int = 100, **wanted: Any) -> list[str]:
    items, cursor = [], None
    while True:
        page = app.outgoing(kept, actor=actor(who), cursor=cursor, limit=limit, **wanted)
        items += [each["number"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return items


def test_a_register_is_kept_by_year_in_the_order_of_numbers_and_comes_in_pages(kept: Any) -> None:
    numbers = [f"南实验东发〔2026〕{number}号" for number in range(1, 7)]

    assert listed(kept, year=2026, sort="number", limit=4) == numbers
    assert listed(kept, year=2026) == numbers[::-1]
    assert len(listed(kept)) == 10 and len(listed(kept, year=2025)) == 2
    assert listed(kept, q="冬季") == [numbers[-1]] and listed(kept, q="〔2025〕1号") == ["南实验东发〔2025〕1号"]
    assert len(listed(kept, organ="west")) == 4 and listed(kept, kind="letter") == []
    assert listed(kept, since="2026-03-16", until="2026-03-17", sort="date") == numbers[-2:]


def test_a_register_shows_nothing_to_those_who_may_not_see_it(kept: Any) -> None:
    assert listed(kept, "north.director") == [] == listed(kept, "east.handler") == listed(kept, "beihu.admin")
    assert len(listed(kept, "nanhu.admin")) == 10


def test_a_joint_document_stands_in_the_register_of_every_issuer_that_has_signed_it(kept: Any) -> None:
    assert listed(kept, "west.registrar") == ["南实验东发〔2024〕1号"] == listed(kept, year=2024)
    assert listed(kept, "west.clerk") == [] == listed(kept, "west.handler")

    row = app.outgoing(kept, actor=actor("west.registrar"), cursor=None, limit=9)["items"][0]

    assert (row["issuers"], row["urgency_name"], row["sent"], row["received"]) == ("西校区", "加急", 2, 1)
    assert row["delivery"] == "已签收1/2；未签收：本部"


def test_an_exported_register_holds_dates_and_text_and_no_formula(kept: Any) -> None:
    answer = app.outgoing_file(kept, actor=actor("east.registrar"), year=None, sort="number")

    rows = (
        CalamineWorkbook.from_filelike(BytesIO(base64.b64decode(answer["content"]))).get_sheet_by_index(0).to_python()
    )

    assert answer["name"] == "发文登记簿.xlsx"
    assert rows[0][0] == "发文登记簿" and rows[1][:4] == ["序号", "发文字号", "标题", "文种"]
    assert [row[2].replace("_x000D_", "\r") for row in rows[2:]][2:] == [*FORMULAS, "关于冬季安全的通知"]
    assert rows[4][8] == date(2025, 3, 10)
    assert [row[0] for row in rows[2:]] == list(range(1, len(rows) - 1))  # through all years and series


class Replies(CommandListener):
    """How many records the store's replies held."""

    def __init__(self) -> None:
        self.held: list[int] = []

    def started(self, event: Any) -> None:
        """Do nothing."""

    def succeeded(self, event: Any) -> None:
        """Count the records of a reply."""
        cursor = event.reply.get("cursor", {})
        self.held.append(len(cursor.get("firstBatch") or cursor.get("nextBatch") or ()))

    def failed(self, event: Any) -> None:
        """Do nothing."""


def test_a_long_register_is_read_a_lot_at_a_time_so_that_others_have_a_turn_between(kept: DocumentCollection) -> None:
    replies = Replies()
    client: Any = MongoClient(kept._db.client.address[0], kept._db.client.address[1], event_listeners=[replies])
    copied = client["a_full_register"]
    record: Any = kept._db["documents"].find_one({"_id": "d3"})
    copied["documents"].insert_many(
        [record | {"_id": f"c{place:03d}", "released_at": "2026-03-13T01:00:00Z"} for place in range(3 * LOT)]
    )
    found = DocumentCollection(copied, on("east.registrar"), lambda *_: None)

    replies.held.clear()
    rows = found.entries(actor("east.registrar"), {}, skip=0, limit=1000)
    filed = list(found.finished_in("east", 2026))

    assert len(rows) == 3 * LOT and len(filed) == 3 * LOT
    assert max(replies.held) <= LOT
    client.close()
