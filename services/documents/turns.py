"""Turns of the documents service: for which step each status waits, and who may know of a record."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from services.documents.archive.domain import Destruction
from services.documents.archive.domain import DestructionStatus as X
from services.documents.archive.steps import DESTRUCTION
from services.documents.classified.domain import Stub, StubStatus
from services.documents.classified.steps import CLASSIFIED
from services.documents.countersigning.domain import Countersign
from services.documents.countersigning.domain import CountersignStatus as C
from services.documents.countersigning.steps import COUNTERSIGN
from services.documents.domain import OFFICE, Secrecy
from services.documents.incoming.domain import VALIDITY_MARKS, Incoming
from services.documents.incoming.domain import IncomingStatus as I
from services.documents.incoming.domain import named as named_in
from services.documents.incoming.steps import AT_WORK, INCOMING
from services.documents.outgoing import rules
from services.documents.outgoing.acts import outgoing_stage
from services.documents.outgoing.countersign_round import AGREED, OBJECTED
from services.documents.outgoing.domain import Document
from services.documents.outgoing.domain import DocumentStatus as D
from services.documents.outgoing.limits import due_at
from services.documents.outgoing.steps import OUTGOING
from services.documents.seals.domain import Seal, SealStatus, SealUse, UseStatus
from services.documents.seals.steps import SEAL, USE
from shared.calendar import office_date
from shared.turn import TO_READ, Left, Party, Wait, people, post, tell

director, leader, registrar, office = post("director"), post("leader"), post("registrar"), post(*OFFICE)


def _new_drafter(document: Document) -> Sequence[Party]:
    """Return who hands a draft over to another: nobody before it was handed in, since the director may not see it."""
    return director(document) if document.submitted_at is not None else ()


def _step_due(document: Document) -> date | None:
    found = due_at(document)
    return None if found is None else office_date(found - timedelta(microseconds=1))  # midnight ends the day before


def _drafter(document: Document) -> list[Party]:
    return people(document.drafter, organ=document.organ)


def _signers(document: Document) -> list[Party]:
    waiting = [task.who for task in document.countersigning.waiting if not task.of_organ]
    return people(*waiting, organ=document.organ)


def _examiner(document: Document) -> list[Party]:
    return people(document.examiner.id if document.examiner else None, organ=document.organ)


def _settled(document: Document) -> bool:
    going = document.countersigning
    return document.examiner is None and not going.waiting and not going.objections


def _opposed(document: Document) -> bool:
    return bool(document.countersigning.objections)


def _refused_jointly(document: Document) -> bool:
    return any(task.status is OBJECTED for _, task in document.joint.counting)


def _jointly_signed(document: Document) -> bool:
    return all(task.status is AGREED for _, task in document.joint.counting)


def _by_principal(document: Document) -> bool:
    return document.important or any(each in document.path[:-1] for each in document.recipients)


def _own(document: Document) -> Sequence[str]:
    return (document.drafter,)


def _knows_document(document: Document) -> list[Party]:
    found = [*_drafter(document), *people(*document.countersigning.people, organ=document.organ)]
    if document.submitted_at is not None:
        found += [*office(document), *people(*(each.id for each in document.examiners), organ=document.organ)]
    return found


def _leads(document: Document) -> list[Party]:
    return [*_drafter(document), *(director(document) if document.submitted_at is not None else ())]


COUNTERSIGNING = Wait(
    "agree",
    _signers,
    besides=_own,
    due=lambda document: document.countersigning.due_on,
    left=Left("remove_signer", _leads),
)

tell(
    Document,
    OUTGOING,
    type="document",
    knows=_knows_document,
    mine=_drafter,
    settled=(D.RELEASED, D.REPEALED, D.REPLACED),
    due=_step_due,
    stage=outgoing_stage,
    number=lambda document: document.number,
    internal=lambda document: document.secrecy is not Secrecy.NONE,
    in_place=True,
    waits={
        D.DRAFTED: (
            Wait(
                "submit",
                _drafter,
                when=lambda document: document.submitted_at is not None or bool(document.meeting),
                left=Left("hand_over", _new_drafter),
            ),
            Wait("ask_again", _drafter, when=_opposed, left=Left("hand_over", _new_drafter)),
            COUNTERSIGNING,
        ),
        D.SUBMITTED: (
            Wait("examine", _examiner, besides=_own, left=Left("return", director)),
            Wait("approve", director, when=_settled, besides=_own),
            Wait("return", director, when=_opposed),
            COUNTERSIGNING,
        ),
        D.APPROVED: (
            Wait(
                "sign",
                leader,
                besides=_own,
                by_hand=rules.approvers,
                by_hand_for_others=lambda document: document.passed_by,
                principal=_by_principal,
                superiors=lambda document: document.recipients,
            ),
        ),
        D.SIGNED: (
            Wait("verify", registrar, when=_jointly_signed),
            Wait("return_to_signer", registrar, when=_refused_jointly),
        ),
        D.VERIFIED: (Wait("register", registrar),),
        D.REGISTERED: (Wait("release", registrar),),
    },
)


def _handler(incoming: Incoming) -> list[Party]:
    return people(incoming.handler, organ=incoming.organ)


def _assistants(incoming: Incoming) -> list[Party]:
    reported = {each.person.id for each in incoming.opinions if each.step == "report"}
    return people(*(each.id for each in incoming.assisting if each.id not in reported), organ=incoming.organ)


def _readers(incoming: Incoming) -> list[Party]:
    waiting = [each.person.id for each in incoming.readers if each.read_at is None]
    return people(*(waiting[:1] if incoming.in_order else waiting), organ=incoming.organ)


def _validity(incoming: Incoming) -> dict[str, Any] | None:
    voided = incoming.voided
    if voided is None:
        return None
    return {"mark": VALIDITY_MARKS[voided.kind], "by": voided.by, "by_id": voided.by_id}


def _urged(incoming: Incoming) -> bool:
    return incoming.status is I.DELIVERED and incoming.urged_at is not None


def _no_day(subject: Any) -> None:
    return None


READING = Wait("read", _readers, due=_no_day, box=TO_READ, left=Left("remove_reader", director))
STEPS_IN = {
    I.DELIVERED: (Wait("receive", registrar),),
    I.RECEIVED: (Wait("register", registrar),),
    I.REGISTERED: (Wait("assess", director),),
    I.ASSESSED: (Wait("propose", director),),
    I.PROPOSED: (Wait("instruct", leader),),
    I.INSTRUCTED: (Wait("assign", director),),
    I.ASSIGNED: (
        Wait("complete", _handler, left=Left("reassign", director)),
        Wait("report", _assistants, left=Left("reassign", director)),
    ),
}

tell(
    Incoming,
    INCOMING,
    type="incoming",
    knows=lambda incoming: [*office(incoming), *people(*sorted(named_in(incoming)), organ=incoming.organ)],
    mine=_handler,
    settled=(I.COMPLETED,),
    stage=lambda incoming: INCOMING.stage(incoming.status) + ("，来文单位已催" if _urged(incoming) else ""),
    sender=lambda incoming: incoming.sender_name,
    number=lambda incoming: incoming.number,
    validity=_validity,
    internal=lambda incoming: incoming.secrecy is not Secrecy.NONE,
    in_place=True,
    waits={
        state: (*STEPS_IN.get(state, ()), *((READING,) if state in AT_WORK else ())) for state in (*STEPS_IN, *AT_WORK)
    },
)

tell(
    Countersign,
    COUNTERSIGN,
    type="countersign",
    knows=office,
    stage=COUNTERSIGN.status_name,
    sender=lambda request: request.sender.name,
    internal=lambda request: request.secrecy is not Secrecy.NONE,
    in_place=True,
    waits={C.ASKED: (Wait("agree", leader, principal=lambda request: request.by_principal),)},
)

tell(
    Seal,
    SEAL,
    type="seal",
    title=lambda seal: f"申请制发“{seal.name}”",
    knows=lambda seal: [
        *office(seal),
        *people(seal.keeper, organ=seal.organ),
        Party(district=seal.path[0], role="district_admin"),
    ],
    waits={SealStatus.APPLIED: (Wait("record", lambda seal: [Party(district=seal.path[0], role="district_admin")]),)},
)

tell(
    SealUse,
    USE,
    type="seal_use",
    title=lambda use: f"用印：{use.matter}",
    internal=lambda use: use.document_id is not None and use.internal is not False,
    knows=lambda use: [*office(use), *people(use.applicant, use.keeper, organ=use.organ)],
    mine=lambda use: people(use.applicant, organ=use.organ),
    waits={
        UseStatus.REQUESTED: (Wait("approve", post("director", "leader"), besides=lambda use: (use.applicant,)),),
        UseStatus.APPROVED: (
            Wait(
                "apply",
                lambda use: people(use.keeper, organ=use.organ),
                left=Left("hand_over", post("director", "leader")),
            ),
        ),
    },
)


tell(
    Stub,
    CLASSIFIED,
    type="classified",
    title=lambda stub: f"销毁涉密公文（{stub.register_number}）",
    internal=lambda stub: True,
    knows=office,
    waits={StubStatus.TO_DESTROY: (Wait("destroy", post("director", "leader")),)},
)


def _witnesses(destruction: Destruction) -> Sequence[str]:
    return (*destruction.witnesses, *([destruction.approved_by] if destruction.approved_by else []))


WITNESSING = Wait("witness", office, besides=_witnesses)

tell(
    Destruction,
    DESTRUCTION,
    type="destruction",
    title=lambda destruction: f"{destruction.year}年度档案销毁清册（{len(destruction.pieces)}件）",
    knows=office,
    waits={
        X.PROPOSED: (Wait("approve", leader, besides=lambda destruction: (destruction.proposer,)),),
        X.APPROVED: (WITNESSING,),
        X.WITNESSED: (WITNESSING,),
    },
)
