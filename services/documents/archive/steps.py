"""Workflow tables of archive years and lists for destruction, with each step's changes and rules."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.documents.archive import domain
from services.documents.archive.acts import DESTRUCTION_ACTS, VOLUME_ACTS
from services.documents.archive.domain import (
    DIRECTOR,
    LEADER,
    REGISTRAR,
    WITNESS,
    Destruction,
    Item,
    Retention,
    Volume,
    expired,
)
from services.documents.archive.domain import DestructionStatus as D
from services.documents.archive.domain import VolumeStatus as V
from services.documents.rules import reason_for
from shared.contracts import documents as events
from shared.errors import InvalidInput, Refused
from shared.workflow import Context, Step, Workflow, event, rule

ORDER_8 = "机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）"
FILING = "归档文件整理规则（DA/T 22-2015）"
DESTROYING = "机关档案管理规定（国家档案局令第13号）第五十八条"


REASON = reason_for(DESTROYING, "不予批准销毁的，说明理由。")


@rule("not_finished", f"{FILING}", field="piece", states="办理完毕的文件归档。")
def piece_is_finished(volume: Volume, known: Context) -> str | None:
    """Require that a piece is finished before it is filed: released, or handled to its end (DA/T 22-2015)."""
    return None if known.said["piece"].finished else "该件尚未办结，请办结后归档"


@rule("other_year", f"{FILING}", field="piece", states="文件归入其形成的年度。")
def piece_is_of_the_year(volume: Volume, known: Context) -> str | None:
    """Require that a piece is filed with the year in which it came into being (DA/T 22-2015)."""
    year = known.said["piece"].dated_on.year
    return None if year == volume.year else f"该件形成于{year}年，应归入{year}年度"


@rule("filed_before", f"{FILING}", field="piece", states="一件文件只归档一次。")
def piece_is_filed_once(volume: Volume, known: Context) -> str | None:
    """Require that a piece is filed only once."""
    found = volume.items.get(known.said["piece"].id)
    return None if found is None else f"该件已归档，档号{found.code}"


@rule("not_expired", f"{ORDER_8}第三条", field="pieces", states="保管期限届满的档案方可销毁，永久保管的不得销毁。")
def time_is_over(destruction: Destruction, known: Context) -> str | None:
    """Require that the retention period of every piece has ended before it is destroyed (国家档案局令第8号)."""
    volume: Volume = known.said["filed"]
    early = [
        code for piece, code in destruction.pieces.items() if not expired(volume.items[piece], volume.year, known.today)
    ]
    return f"保管期限未满或者永久保管，不得销毁：{'、'.join(early)}" if early else None


@rule("own_proposal", DESTROYING, states="编制销毁清册的人不审批该清册。")
def another_approves(destruction: Destruction, known: Context) -> str | None:
    """Require that another person approves a list than the one who drew it up (国家档案局令第13号)."""
    return "编制销毁清册的人不得审批" if known.actor.person_id == destruction.proposer else None


@rule("two_witnesses", DESTROYING, states="销毁由两人监销，审批人不监销。")
def witness_is_another(destruction: Destruction, known: Context) -> str | None:
    """Require two different witnesses, neither of whom approved the list (国家档案局令第13号)."""
    who = known.actor.person_id
    if who == destruction.approved_by:
        return "审批人不得监销"
    return "监销须由二人进行，同一人不能签两次" if who in destruction.witnesses else None


@rule(
    "year_runs", FILING, field="year",
    states="归档年度在该年度结束以后办结。",
)  # fmt: skip
def year_is_over(volume: Volume, known: Context) -> str | None:
    """Require that a year is over before it is closed: a closed year takes supplements only (DA/T 22-2015)."""
    over = known.today.year > volume.year
    return None if over else f"{volume.year}年度尚未结束，请在{volume.year + 1}年1月1日以后办结归档"


@rule("year_ahead", FILING, field="year", states="归档年度不晚于今年。", error=InvalidInput)
def year_has_begun(volume: Volume, known: Context) -> str | None:
    """Require that a year has begun before it is opened in the archive."""
    return "归档年度不能晚于今年" if volume.year > known.today.year else None


@rule(
    "copy_only", "党政机关公文处理工作条例（中办发〔2012〕14号）第二十七条", field="piece",
    states="联合办理的公文，原件由主办机关归档，其他机关保存复制件。", error=Refused,
)  # fmt: skip
def original_is_filed_by_its_lead(volume: Volume, known: Context) -> str | None:
    """Require that the original of a joint document is filed by the organ that led it."""
    lead = known.said["piece"].filed_by
    return f"联合行文的原件由主办单位{lead}归档，本单位保存复制件" if lead else None


@rule("retention_short", ORDER_8, field="retention", states="保管期限不短于本地区对该文种的规定。")
def kept_as_long_as_ruled(volume: Volume, known: Context) -> str | None:
    """Require a retention that is not shorter than the district's for the kind. `least`: the district's, if it has one."""
    least = known.said["least"]
    if least is None or LONGER.index(Retention(known.said["retention"])) >= LONGER.index(Retention(least)):
        return None
    return f"本区规定该文种保管{domain.RETENTION_NAMES[Retention(least)]}，不能缩短"


LONGER = (Retention.TEN, Retention.THIRTY, Retention.PERMANENT)
"""Retention periods from the shortest on."""


@rule("year_open", FILING, states="归档年度办结以后移交。", error=Refused)
def year_is_closed(volume: Volume, known: Context) -> str | None:
    """Require that a year is closed before it is handed over."""
    return None if volume.closed_on is not None else "归档年度尚未办结，不能移交"


def filed(volume: Volume, known: Context) -> Mapping[str, Any]:
    """Add a piece with its number and 档号."""
    piece, retention, issue = known.said["piece"], Retention(known.said["retention"]), known.said["issue"]
    sequence = volume.next_sequence(retention, issue)
    item = Item(
        line=piece.line,
        title=piece.title,
        number=piece.number,
        dated_on=piece.dated_on,
        author=piece.author,
        retention=retention,
        issue=issue,
        sequence=sequence,
        code=volume.code(retention, issue, sequence),
        checksum=piece.checksum,
        filed_by=known.actor.name,
        filed_at=known.at,
        secrecy=piece.secrecy,
        supplement=volume.status is V.CLOSED,
    )
    return {"items": {**volume.items, piece.id: item}}


def closing(volume: Volume, known: Context) -> Mapping[str, Any]:
    """Record when the year was closed."""
    return {"closed_on": known.today}


def approval(destruction: Destruction, known: Context) -> Mapping[str, Any]:
    """Record who approved the list, and when."""
    return {
        "approved_by": known.actor.person_id,
        "approved_by_name": known.actor.name,
        "approved_on": known.today,
    }


def witnessing(destruction: Destruction, known: Context) -> Mapping[str, Any]:
    """Add a witness; the second one completes the destruction."""
    witnesses = (*destruction.witnesses, known.actor.person_id)
    names = (*destruction.witness_names, known.actor.name)
    return {
        "witnesses": witnesses,
        "witness_names": names,
        "destroyed_on": known.today if len(witnesses) == 2 else None,
    }


def marking(volume: Volume, known: Context) -> Mapping[str, Any]:
    """Mark the destroyed pieces; their entries stay."""
    gone = {
        piece: replace(volume.items[piece], destroyed_on=known.said["destroyed_on"])
        for piece in known.said["piece_ids"]
    }
    return {"items": {**volume.items, **gone}}


DESTROYED = event("destruction", "监销完毕")
"""The destruction of pieces, when both witnesses have signed."""


TO_FILE = (
    original_is_filed_by_its_lead, piece_is_finished, piece_is_of_the_year, piece_is_filed_once, kept_as_long_as_ruled,
)  # fmt: skip

VOLUME = Workflow(
    "归档年度",
    domain.VOLUME_NAMES,
    Step("open", set(), V.OPEN, REGISTRAR, events.VolumeOpened, (year_has_begun,)),
    Step("file", {V.OPEN}, V.OPEN, REGISTRAR, events.PieceFiled, TO_FILE, filed),
    Step("supplement", {V.CLOSED}, V.CLOSED, REGISTRAR, events.PieceFiled, TO_FILE, filed),
    Step("close", {V.OPEN}, V.CLOSED, DIRECTOR, events.VolumeClosed, (year_is_over,), closing),
    *(Step("mark_destroyed", {each}, each, DESTROYED, events.PiecesMarked, sets=marking) for each in V),
    acts=VOLUME_ACTS,
    noun="该年度",
)

DESTRUCTION = Workflow(
    "档案销毁",
    domain.DESTRUCTION_NAMES,
    Step("propose", set(), D.PROPOSED, REGISTRAR, events.DestructionProposed, (time_is_over,)),
    Step(
        "approve",
        {D.PROPOSED},
        D.APPROVED,
        LEADER,
        events.DestructionApproved,
        (another_approves, time_is_over),
        approval,
    ),
    Step("refuse", {D.PROPOSED}, D.REFUSED, LEADER, events.DestructionRefused, (REASON,)),
    Step("witness", {D.APPROVED}, D.WITNESSED, WITNESS, events.DestructionWitnessed, (witness_is_another,), witnessing),
    Step(
        "witness",
        {D.WITNESSED},
        D.DESTROYED,
        WITNESS,
        events.PiecesDestroyed,
        (witness_is_another, time_is_over),
        witnessing,
    ),
    acts=DESTRUCTION_ACTS,
    noun="该清册",
)

WORKFLOWS = (VOLUME, DESTRUCTION)
