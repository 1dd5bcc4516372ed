"""Whether somebody can sign for a document where it goes (签收; 条例 art. 24(1)): pointed out early, refused on release."""

from services.documents.domain import OfficeFacts
from services.documents.outgoing.domain import Document
from services.documents.rules import IN_FORCE
from shared.office import Named
from shared.workflow import rule


def received_by(organ: Named, facts: OfficeFacts) -> Named:
    """Find the office that receives for an organ, by what the district rules; the organ itself where it names none."""
    office = facts.organ_of(facts.ruled.receivers.get(organ.id, ""))
    return organ if office is None else Named(office.organ_id, f"{organ.name}（{office.name}代收）")


def received_for(document: Document, facts: OfficeFacts) -> dict[str, str]:
    """List the recipients for which another office receives, with that office."""
    sent = (*document.addressees, *document.copied)
    return {each.id: office.id for each in sent if (office := received_by(each, facts)).id != each.id}


def without_registrar(document: Document, facts: OfficeFacts) -> list[str]:
    """List the recipients at which nobody can sign for the document, by name."""
    sent = [received_by(each, facts) for each in (*document.addressees, *document.copied)]
    there = facts.receiving([each.id for each in sent]) if sent else ()
    return [each.name for each in sent if each.id not in there]


@rule(
    "nobody_receives", "条例第二十四条（一）", field="recipients", since=IN_FORCE, states="公文发往能够签收的单位。",
)  # fmt: skip
def somebody_signs_for_it(document: Document, facts: OfficeFacts) -> str | None:
    """Refuse to release a document to an organ where nobody can sign for it."""
    names = without_registrar(document, facts)
    return nobody_receives(names) if names else None


def nobody_receives(names: list[str]) -> str:
    """Say that nobody can sign for a document, and what to do."""
    return f"{'、'.join(names)}没有机要文书，发出后无人签收；请由区管理员设置，或者改送其他单位"
