"""Receipt of documents (签收; 条例 art. 24(1)): warn early if nobody can sign at a recipient, and refuse on release."""

from collections.abc import Iterable

from services.documents.domain import OfficeContext
from services.documents.outgoing.domain import Document
from services.documents.rules import IN_FORCE
from shared.office import Named
from shared.workflow import rule


def received_by(organ: Named, document: Document, context: OfficeContext) -> Named:
    """Return the office that receives a document for an organ, by the district's ruling; the organ itself without one.

    An issuer does not receive its own documents for others: these go to the organ itself, which would otherwise never get
    them.
    """
    office = context.organ_of(context.ruled.receivers.get(organ.id, ""))
    if office is None or office.organ_id in (document.organ, *document.issuers):
        return organ
    return Named(office.organ_id, f"{organ.name}（{office.name}代收）")


def received_by_issuers(organs: Iterable[str], document: Document, context: OfficeContext) -> set[str]:
    """Return the organs for which an issuer receives; not an organ where somebody can sign, which gets its copy itself."""
    issuers, receivers = (document.organ, *document.issuers), context.ruled.receivers
    through = {each for each in organs if receivers.get(each) in issuers}
    return through.difference(context.receiving(through)) if through else through


def held_already(document: Document, context: OfficeContext) -> set[str]:
    """Return the organs whose copy an issuer holds already, because it receives for them."""
    return received_by_issuers((each.id for each in document.copied), document, context)


def to_deliver(document: Document, context: OfficeContext) -> list[Named]:
    """Return the recipients to which a document is delivered."""
    held = held_already(document, context)
    return [each for each in (*document.addressees, *document.copied) if each.id not in held]


def received_for(document: Document, context: OfficeContext) -> dict[str, str]:
    """Return the recipients for which another office receives, with that office: the lead issuer for copies held already."""
    sent = to_deliver(document, context)
    found = {each.id: office.id for each in sent if (office := received_by(each, document, context)).id != each.id}
    return found | dict.fromkeys(held_already(document, context), document.organ)


def without_registrar(document: Document, context: OfficeContext) -> list[Named]:
    """Return the recipients at which nobody can sign for the document."""
    sent = [received_by(each, document, context) for each in to_deliver(document, context)]
    there = context.receiving([each.id for each in sent]) if sent else ()
    return [each for each in sent if each.id not in there]


@rule(
    "nobody_receives", "条例第二十四条（一）", field="recipients", since=IN_FORCE, states="公文发往能够签收的单位。",
)  # fmt: skip
def somebody_signs_for_it(document: Document, context: OfficeContext) -> str | None:
    """Refuse to number or release a document to an organ where nobody can sign for it."""
    return nobody_receives(document, context) or None


def nobody_receives(document: Document, context: OfficeContext) -> str:
    """Return the message naming the organs where nobody can sign for a document, and the remedy; empty if there are none."""
    lacking = without_registrar(document, context)
    through = {each.id: context.organ_of(context.ruled.receivers.get(each.id, "")) for each in lacking}
    said = [
        f"{each.name}没有机要文书，由发文的{office.name}代收，不能发给本单位；请去掉这一单位，"
        f"或者由区管理员为{each.name}设置机要文书、另行指定代收单位"
        for each in lacking
        if (office := through[each.id]) is not None
    ]
    names = "、".join(each.name for each in lacking if through[each.id] is None)
    if names:
        said.append(f"{names}没有机要文书，发出后无人签收；请由区管理员设置，或者改送其他单位")
    return "；".join(said)
