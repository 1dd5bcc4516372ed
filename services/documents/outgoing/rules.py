"""Who takes a step with an outgoing document and what it sets (条例 arts. 9 to 25); rules between organs: `between.py`."""

from collections.abc import Mapping
from typing import Any

from services.documents.domain import Number
from services.documents.outgoing.domain import SENT, Delivery, Document
from services.documents.rules import IN_FORCE
from shared.workflow import By, Facts, rule

DRAFTER = By("drafter", lambda document, actor: actor.person_id == document.drafter and actor.organ == document.organ)

EXAMINER = By(
    "examiner",
    lambda document, actor: (
        document.examiner is not None and actor.person_id == document.examiner.id and actor.organ == document.organ
    ),
)


@rule(
    "examiners_outstanding", "条例第二十条、第二十一条", field="examiners", since=IN_FORCE,
    states="指定的审核人依次审核完毕，方可送签发。",
)  # fmt: skip
def all_have_examined(document: Document, facts: Facts) -> str | None:
    """Require that every named examiner has examined before the document goes to be signed."""
    return None if document.examiner is None else f"还有审核人尚未审核：{document.examiner.name}"


def signature(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set who signed; the day of signing is the document's date (条例 art. 9(13), 成文日期)."""
    return {"signed_by": facts.actor.person_id, "signed_by_name": facts.actor.name, "signed_on": facts.today}


def submission(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set when it was handed in; whoever examines does so anew."""
    return {"submitted_at": facts.at, "examined": ()}


def examination(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Pass the draft on to the next examiner."""
    assert document.examiner is not None, "only whose turn it is examines"
    return {"examined": (*document.examined, document.examiner)}


def unsigned(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Take nothing over from an earlier round: who signs next signs anew."""
    return {"signed_by": None, "signed_by_name": None, "signed_on": None}


def revision(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set the fields that the drafter changed."""
    changes: Mapping[str, Any] = facts.said["changes"]
    return changes


def numbering(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set the number (条例 art. 25(2))."""
    number: Number = facts.said["assigned"]
    return {
        "number": str(number),
        "series": f"{number.code}:{number.year}",
        "sequence": number.sequence,
        "registered_at": facts.at,
    }


def dispatch(document: Document, facts: Facts) -> Mapping[str, Any]:
    """Set where the copies go."""
    sent = {each.id: Delivery(each.id, each.name, SENT, facts.at) for each in (*document.addressees, *document.copied)}
    return {"released_at": facts.at, "deliveries": sent}


@rule("own_draft", "条例第二十条、第二十一条", field="", since=IN_FORCE, states="起草人不审核、不签发本人起草的公文。")
def another_examines(document: Document, facts: Facts) -> str | None:
    """Require that a draft is examined and signed by somebody else than its drafter."""
    return "起草人不得审核、签发本人起草的公文" if facts.actor.person_id == document.drafter else None
