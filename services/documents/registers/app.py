"""Queries of the registers: pages of entries, and the whole as a workbook."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from services.documents.app import with_kind_code
from services.documents.domain import SECRECY_NAMES, URGENCY_NAMES
from services.documents.incoming.domain import INCOMING_NAMES, VALIDITY_MARKS, Incoming, IncomingStatus
from services.documents.kinds import KINDS
from services.documents.outgoing.domain import SENT, STATUS_NAMES, Document
from shared import register as registers
from shared.actor import Actor
from shared.calendar import office_date
from shared.pages import Page, decode_version, encode_version
from shared.shown import Shown
from shared.spreadsheet import Build, table, workbook

if TYPE_CHECKING:
    from services.documents.registers import api
    from shared.pages import PageShown

E = TypeVar("E", bound=Mapping[str, Any])
NOT_RECEIVED = (SENT, IncomingStatus.DELIVERED, IncomingStatus.RECALLED)
"""Statuses of a copy that nobody has signed for."""


@dataclass(frozen=True)
class Column:
    """A column of a register: its field, its heading, its width in characters, and whether it holds a day."""

    field: str
    heading: str
    width: int
    day: bool = False


OUTGOING_COLUMNS = (
    Column("sequence", "序号", 8), Column("number", "发文字号", 26), Column("title", "标题", 60),
    Column("kind_name", "文种", 8), Column("issuer", "发文机关", 24), Column("recipients", "主送机关", 40),
    Column("copies", "抄送机关", 30), Column("signed_by", "签发人", 12), Column("signed_on", "成文日期", 12, day=True),
    Column("issuers", "联合发文机关", 30), Column("secrecy_name", "密级", 8), Column("urgency_name", "紧急程度", 10),
    Column("delivery", "送达情况", 40), Column("status_name", "状态", 10),
)  # fmt: skip
INCOMING_COLUMNS = (
    Column("sequence", "序号", 8), Column("register_number", "收文编号", 20), Column("sender", "来文单位", 28),
    Column("number", "来文字号", 26), Column("title", "标题", 60), Column("kind_name", "文种", 8),
    Column("signed_on", "成文日期", 12, day=True), Column("received_on", "收文日期", 12, day=True),
    Column("secrecy_name", "密级", 8),
    Column("urgency_name", "紧急程度", 10), Column("copies", "份数", 6), Column("handler", "承办人", 12),
    Column("due_on", "办理时限", 12, day=True),
    Column("status_name", "状态", 16), Column("reply", "办理结果", 40),
)  # fmt: skip


class Register(Protocol):
    """The numbered entries of one line."""

    def entries(self, actor: Actor, wanted: Mapping[str, Any], *, skip: int, limit: int) -> list[Any]: ...


def outgoing(
    register: Register, *, actor: Actor, cursor: str | None, limit: int, **wanted: Any
) -> "Shown[api.OutgoingRegister]":
    """List the register of outgoing documents (发文登记簿)."""
    return _page(register, outgoing_row, actor, wanted, cursor, limit)


def incoming(
    register: Register, *, actor: Actor, cursor: str | None, limit: int, **wanted: Any
) -> "Shown[api.IncomingRegister]":
    """List the register of incoming documents (收文登记簿)."""
    return _page(register, incoming_row, actor, wanted, cursor, limit)


def outgoing_file(register: Register, *, actor: Actor, build: Build = table, **wanted: Any) -> dict[str, Any]:
    """Export the register of outgoing documents, whose lines are numbered through: each series begins at 1."""
    found = _all(register, outgoing_row, actor, wanted)
    rows = ({**row, "sequence": place} for place, row in enumerate(found, start=1))
    return _file("发文登记簿", OUTGOING_COLUMNS, rows, wanted, build)


def incoming_file(register: Register, *, actor: Actor, build: Build = table, **wanted: Any) -> dict[str, Any]:
    """Export the register of incoming documents."""
    rows = _all(register, incoming_row, actor, wanted)
    return _file("收文登记簿", INCOMING_COLUMNS, rows, wanted, build)


def outgoing_row(document: Document) -> "Shown[api.OutgoingEntry]":
    """Return an entry of the outgoing register, limited to what its overseers may see."""
    return {
        "id": document.id,
        "sequence": document.sequence or 0,
        "number": document.number or "",
        "title": document.title,
        "kind": document.kind,
        "kind_name": KINDS[document.kind].name,
        "issuer": document.organ_name,
        "recipients": "、".join(document.addressed_words),
        "copies": "、".join(document.copied_words),
        "signed_by": document.signed_by_name,
        "signed_on": None if document.signed_on is None else document.signed_on.isoformat(),
        "status": document.status.value,
        "status_name": STATUS_NAMES[document.status],
        "issuers": "、".join(each.name for each in document.signatures[1:]),
        "secrecy": document.secrecy.value,
        "secrecy_name": SECRECY_NAMES[document.secrecy],
        "urgency": document.urgency.value,
        "urgency_name": URGENCY_NAMES[document.urgency],
        "delivery": delivered(document),
        "received": sum(each.status not in NOT_RECEIVED for each in document.deliveries.values()),
        "sent": len(document.deliveries),
        "returned": sum(each.status == IncomingStatus.RETURNED for each in document.deliveries.values()),
    }


def delivered(document: Document) -> str:
    """Summarise the copies (送达情况): how many were signed for, and who has yet to sign."""
    copies = document.deliveries.values()
    if not copies:
        return ""
    waiting = [each.organ_name for each in copies if each.status in NOT_RECEIVED]
    returned = [each.organ_name for each in copies if each.status == IncomingStatus.RETURNED]
    said = [f"已签收{len(copies) - len(waiting)}/{len(copies)}"]
    said += [f"未签收：{'、'.join(waiting)}"] if waiting else []
    said += [f"退文：{'、'.join(returned)}"] if returned else []
    return "；".join(said)


def incoming_row(copy: Incoming) -> "Shown[api.IncomingEntry]":
    """Return an entry of the incoming register."""
    return {
        "id": copy.id,
        "sequence": copy.register_sequence or 0,
        "register_number": copy.register_number or "",
        "sender": copy.sender.name,
        "number": copy.number,
        "title": copy.title,
        "kind": copy.kind,
        "kind_name": KINDS[copy.kind].name,
        "signed_on": copy.signed_on.isoformat(),
        "handler": copy.handler_name,
        "due_on": None if copy.due_on is None else copy.due_on.isoformat(),
        "status": copy.status.value,
        "status_name": INCOMING_NAMES[copy.status] + (f"，{VALIDITY_MARKS[copy.voided.kind]}" if copy.voided else ""),
        "reply": copy.reply or copy.return_reason,
        "received_on": office_date(copy.received_at or copy.delivered_at).isoformat(),
        "secrecy": copy.secrecy.value,
        "secrecy_name": SECRECY_NAMES[copy.secrecy],
        "urgency": copy.urgency.value,
        "urgency_name": URGENCY_NAMES[copy.urgency],
        "copies": copy.copies,
    }


def _page(
    register: Register,
    row: Callable[[Any], E],
    actor: Actor,
    wanted: Mapping[str, Any],
    cursor: str | None,
    limit: int,
) -> "PageShown[E]":
    skip = decode_version(cursor)
    found = register.entries(actor, with_kind_code(wanted), skip=skip, limit=limit + 1)
    return Page(
        [row(each) for each in found[:limit]], encode_version(skip + limit) if len(found) > limit else None
    ).to_wire()


def _all(register: Register, row: Callable[[Any], E], actor: Actor, wanted: Mapping[str, Any]) -> Iterator[E]:
    found = register.entries(actor, with_kind_code(wanted), skip=0, limit=registers.MOST_ROWS + 1)
    return (row(each) for each in registers.fitting(found))


def _file(
    title: str,
    columns: tuple[Column, ...],
    rows: Iterator[Mapping[str, Any]],
    wanted: Mapping[str, Any],
    build: Build,
) -> dict[str, Any]:
    year = f"{wanted['year']}年" if wanted.get("year") else ""
    headings = [(each.heading, each.width) for each in columns]
    cells = ([_cell(row[each.field], each) for each in columns] for row in rows)
    return workbook(f"{year}{title}", headings, cells, build)


def _cell(value: Any, column: Column) -> Any:
    return date.fromisoformat(value) if column.day and value is not None else value
