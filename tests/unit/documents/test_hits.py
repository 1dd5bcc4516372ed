"""A hit of the search shows of a text what its finder may read, and of an internal one nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.documents.domain import Secrecy, Urgency
from services.documents.incoming.domain import Incoming, IncomingStatus
from services.documents.outgoing.domain import Document, DocumentStatus
from services.documents.search import app
from shared.actor import Actor
from shared.errors import InvalidInput
from shared.office import Named
from shared.pages import Page
from tests.support.office import MORNING, PATHS, actor

BODY = "各校区：请检查锅炉房。"
SENT = Document(
    id="sent", kind="notice", title="关于锅炉房的通知", body=BODY, organ="east", organ_name="东校区", path=PATHS["east"],
    urgency=Urgency.NORMAL, addressees=(Named("west", "西校区"),), drafter="p-east.clerk", drafter_name="王敏", status=DocumentStatus.RELEASED,
    submitted_at=MORNING, released_at=MORNING, signed_on=date(2026, 11, 20), created_at=MORNING,
)  # fmt: skip
COPY = Incoming(
    id="copy", document_id="sent", organ="west", sender=Named("east", "东校区"), number="1号", kind="notice",
    title=SENT.title, urgency=Urgency.NORMAL, signed_on=date(2026, 11, 20), delivered_at=MORNING, copy=False,
    created_at=MORNING,
)  # fmt: skip


class Found:
    """The index of one feature in memory: everything that it has is found."""

    def __init__(self, *records: Any) -> None:
        self.records = {each.id: each for each in records}

    def find(self, record_id: str) -> Any:
        return self.records.get(record_id)

    def found(
        self, actor: Actor, terms: Sequence[str], wanted: Mapping[str, Any], *, cursor: str | None, limit: int
    ) -> Page[Any]:
        return Page(list(self.records.values()))


def hits(who: str, document: Document = SENT, copy: Incoming = COPY, **asked: Any) -> dict[str, dict[str, Any]]:
    told = {"q": "锅炉房", "direction": None, "cursor": None, "limit": 9, "kind": None} | asked
    items = app.search(Found(document), Found(copy), actor=actor(who), **told)["items"]
    return {each["id"]: dict(each) for each in items}


def text(hit: dict[str, Any]) -> str:
    return str(hit["body"]["text"])


def test_a_hit_says_what_it_is_and_shows_the_text_to_who_reads_it() -> None:
    issuer, receiver = hits("east.director"), hits("west.registrar")

    sent, copy = issuer["sent"], receiver["copy"]
    assert (sent["type"], sent["direction"], sent["organ"], sent["status_name"], sent["on"]) == (
        "document", "outgoing", "东校区", "已核发", "2026-11-20",
    )  # fmt: skip
    assert (copy["type"], copy["direction"], copy["organ"], copy["number"]) == ("incoming", "incoming", "东校区", "1号")
    assert (text(sent), text(issuer["copy"])) == (BODY, "") and (text(copy), text(receiver["sent"])) == (BODY, "")


def test_of_an_internal_text_a_hit_shows_nothing() -> None:
    found = hits("west.leader", replace(SENT, secrecy=Secrecy.INTERNAL), replace(COPY, secrecy=Secrecy.INTERNAL))

    assert (
        text(found["copy"]) == "" and text(hits("east.director", replace(SENT, secrecy=Secrecy.INTERNAL))["sent"]) == ""
    )


def test_a_paper_from_outside_shows_its_own_text_and_a_recalled_copy_none() -> None:
    outside = replace(COPY, outside=True, body="来函全文：锅炉房。")

    assert text(hits("west.registrar", copy=outside)["copy"]) == "来函全文：锅炉房。"
    assert text(hits("west.registrar", copy=replace(outside, body=None))["copy"]) == ""
    assert text(hits("west.registrar", copy=replace(COPY, status=IncomingStatus.RECALLED))["copy"]) == ""


@pytest.mark.parametrize(
    ("direction", "ids"), [(None, {"sent", "copy"}), ("outgoing", {"sent"}), ("incoming", {"copy"})]
)
def test_one_searches_what_went_out_or_what_came_in_or_both(direction: str | None, ids: set[str]) -> None:
    assert hits("east.director", direction=direction).keys() == ids


def test_without_a_word_nothing_is_searched() -> None:
    with pytest.raises(InvalidInput):
        hits("east.director", q=" 。 ")
