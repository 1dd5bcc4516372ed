"""Rules between organs (行文规则; 条例 arts. 9, 14 to 17, 37), checked on submission and on release."""

from functools import partial

from services.documents.domain import Direction, OfficeContext
from services.documents.kinds import KINDS, Element
from services.documents.outgoing.directions import directions_of, goes_up
from services.documents.outgoing.domain import Document
from services.documents.outgoing.joint import co_issuers_are_registered, jointly_at_one_level
from services.documents.outgoing.printing import CHARACTERS_CAN_BE_PRINTED
from services.documents.outgoing.receiving import received_by_issuers
from services.documents.outgoing.upward import no_leader_in_person, proposal_is_own, report_carries_no_request
from services.documents.rules import IN_FORCE
from shared.contracts.directory import OrganRecorded
from shared.workflow import rule

rule = partial(rule, since=IN_FORCE)


INSTEAD = {Direction.UP: "请示或者报告", Direction.DOWN: "通知", Direction.LEVEL: "函"}
"""The usual kinds in each direction."""


@rule("recipient_missing", "条例第九条（八）", field="recipients", states="公文写明主送机关；公布性的公文除外。")
def somebody_receives(document: Document, context: OfficeContext) -> str | None:
    """Require a main recipient, unless the kind addresses everybody."""
    wanted = Element.RECIPIENT in KINDS[document.kind].required
    return "请填写主送机关" if wanted and not document.addressed_words else None


@rule("note_missing", "条例第九条（十四）", field="contact", states="请示在附注处注明联系人的姓名和电话。")
def note_names_contact(document: Document, context: OfficeContext) -> str | None:
    """Require contact and telephone in the note (附注) of a kind that bears them."""
    names = {Element.CONTACT: (document.contact, "联系人"), Element.TELEPHONE: (document.telephone, "联系电话")}
    missing = [names[each][1] for each in KINDS[document.kind].required if each in names and not names[each][0]]
    return f"“{KINDS[document.kind].name}”应当在附注处注明{'、'.join(missing)}" if missing else None


@rule("issuer_not_registered", "条例第三十七条", field="organ", states="立户的单位方可对外行文。")
def issuer_is_registered(document: Document, context: OfficeContext) -> str | None:
    """Require that the issuer is registered (立户)."""
    organ = context.organ_of(document.organ)
    return (
        None
        if organ is not None and organ.issuer_code
        else f"{document.organ_name}尚未立户，请由上级单位行文或者申请立户"
    )


@rule(
    "direction_not_allowed", "条例第八条、第十四条至第十七条", field="recipients",
    states="文种与行文方向相符；不相隶属的机关之间用函。",
)  # fmt: skip
def kind_goes_that_way(document: Document, context: OfficeContext) -> str | None:
    """Allow a kind only in the directions that it is written in."""
    kind = KINDS[document.kind]
    ways = directions_of(document, document.addressees, context)
    wrong = [each.name for each in document.addressees if ways.get(each.id) not in kind.directions]
    right = dict.fromkeys(
        INSTEAD[ways[each.id]] for each in document.addressees if each.name in wrong and each.id in ways
    )
    return f"对{'、'.join(wrong)}应当用{'、'.join(right) or '其他文种'}，不用{kind.name}" if wrong else None


@rule(
    "level_skipped", "条例第十四条", field="copies",
    states="一般不得越级行文；特殊情况需要越级行文的，同时抄送被越过的机关。",
)  # fmt: skip
def passes_over_nobody(document: Document, context: OfficeContext) -> str | None:
    """Require a copy for every organ that a document on its way up passes over, unless the issuer receives for it."""
    named: set[str] = {*document.recipients, *document.copies}
    passed: dict[str, OrganRecorded | None] = {}
    for organ_id, way in directions_of(document, document.addressees, context).items():
        if way is Direction.UP and organ_id in document.path:
            between = document.path[document.path.index(organ_id) + 1 : -1]
            missing = [each for each in between if each not in named]
            held = received_by_issuers(missing, document, context)
            passed |= {each: context.organ_of(each) for each in missing if each not in held}
    names = [organ.name for organ in passed.values() if organ is not None]
    return f"一般不得越级行文；确需越级的，应当同时抄送被越过的{'、'.join(names)}" if names else None


@rule("one_main_recipient", "条例第十五条（一）", field="recipients", states="上行文原则上主送一个上级机关。")
def one_recipient_upward(document: Document, context: OfficeContext) -> str | None:
    """Allow only one main recipient for a document to a superior."""
    wrong = goes_up(document, context) and len(document.addressees) > 1
    return "上行文原则上只主送一个上级机关，其他请改为抄送" if wrong else None


@rule("copied_to_subordinate", "条例第十五条（一）", field="copies", states="上行文不抄送下级机关。")
def no_copy_downward(document: Document, context: OfficeContext) -> str | None:
    """Forbid copies to subordinates of a document to a superior."""
    if not goes_up(document, context):
        return None
    below = directions_of(document, document.copied, context)
    names = [each.name for each in document.copied if below.get(each.id) is Direction.DOWN]
    return f"上行文不得抄送下级机关：{'、'.join(names)}" if names else None


@rule(
    "superior_not_copied", "条例第十六条（一）", field="copies",
    states="主送受理机关的重要下行文，同时抄送发文机关的直接上级机关。",
)  # fmt: skip
def important_downward_copied_up(document: Document, context: OfficeContext) -> str | None:
    """Require a copy to the direct superior for an important document to subordinates."""
    down = Direction.DOWN in directions_of(document, document.addressees, context).values()
    if not (document.important and down) or len(document.path) < 2:
        return None
    superior = context.organ_of(document.path[-2])
    if superior is None or superior.organ_id in (*document.recipients, *document.copies):
        return None
    return f"重要的下行文应当同时抄送直接上级机关{superior.name}"


@rule("department_issues_outside", "条例第十七条", field="organ", states="除办公室外，内设机构不得对外正式行文。")
def only_the_office_issues_outside(document: Document, context: OfficeContext) -> str | None:
    """Forbid an internal department other than the office to issue documents outside its own body."""
    organ = context.organ_of(document.organ)
    if organ is None or organ.kind != "department" or organ.name.endswith(("办公室", "党政办")):
        return None
    body = document.path[:-1]
    named = [(each, context.organ_of(each.id)) for each in (*document.addressees, *document.copied)]
    outside = [each.name for each, there in named if there is not None and there.path[: len(body)] != body]
    return f"除办公室外，内设机构不得对外正式行文：{'、'.join(outside)}" if outside else None


@rule("reply_elsewhere", "条例第二十四条（七）", field="recipients", states="答复主送来文单位。")
def sender_is_answered(document: Document, context: OfficeContext) -> str | None:
    """Require that an answer goes to the organ that asked; a body outside gets it on paper."""
    if document.answers is None or not document.answers.sender.id:
        return None
    asked = document.answers.sender
    return None if asked.id in document.recipients else f"答复应当主送来文单位{asked.name}"


@rule("reply_kind", "条例第八条（十二）、（十四）", field="kind", states="请示以批复或者函答复，函以函答复。")
def answer_has_its_kind(document: Document, context: OfficeContext) -> str | None:
    """Require that a request (请示) is answered by a reply (批复), or a letter if another decides; a letter by a letter."""
    allowed = {"request": ("reply", "letter"), "letter": ("letter",)}
    kinds = allowed.get("" if document.answers is None else document.answers.kind)
    if kinds is None or document.kind in kinds:
        return None
    return f"对“{KINDS[document.answers.kind].name}”应当以“{KINDS[kinds[0]].name}”答复"  # type: ignore[union-attr]


@rule("answered_already", "条例第二十四条（七）", field="in_reply_to", states="一件来文只以一件公文答复。")
def nothing_else_answers(document: Document, context: OfficeContext) -> str | None:
    """Require that an incoming document is answered once: the first released answer holds, until corrected by a new one."""
    if document.in_reply_to is None or document.released_at is not None:
        return None
    corrected = None if document.replaces is None else document.replaces.id
    first = next(
        (each for each in context.replies(document.in_reply_to) if each.id not in (document.id, corrected)), None
    )
    if first is None:
        return None
    return f"该件来文已以{first.number}《{first.title}》答复；请作废本件，需要更正的，请对该答复另行发文更正"


BETWEEN_ORGANS = (
    somebody_receives,
    note_names_contact,
    issuer_is_registered,
    kind_goes_that_way,
    passes_over_nobody,
    one_recipient_upward,
    no_copy_downward,
    important_downward_copied_up,
    only_the_office_issues_outside,
    sender_is_answered,
    answer_has_its_kind,
    nothing_else_answers,
    proposal_is_own,
    report_carries_no_request,
    no_leader_in_person,
    jointly_at_one_level,
    co_issuers_are_registered,
    *CHARACTERS_CAN_BE_PRINTED,
)
"""Every rule between organs that data can decide."""
