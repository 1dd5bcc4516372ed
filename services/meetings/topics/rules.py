"""Rules of topics, each with its source."""

from collections.abc import Mapping
from typing import Any

from services.meetings.domain import Matter, Meeting, MeetingStatus, QuorumMissing
from services.meetings.in_session import in_session_rule
from services.meetings.kinds import KINDS, LOCAL, PRINCIPAL_UNDER_PARTY, Deciding, Mode, kind_of
from services.meetings.topics.domain import MOST, Topic, TopicClosed
from services.meetings.topics.elections import ELECTION, is_ballot_on_people, is_election
from shared.calendar import instant_text
from shared.errors import Forbidden, InvalidInput, Refused
from shared.office import Named, pair_of
from shared.workflow import Context, reason_rule, rule

MODES: Mapping[Deciding, tuple[Mode, ...]] = {
    Deciding.VOTE: (Mode.OPEN, Mode.SECRET),
    Deciding.PRINCIPAL: (Mode.HEARING,),
    Deciding.CHAIR: (Mode.HEARING,),
    Deciding.NOTHING: (),
}
"""How a topic is put, by how the kind of meeting decides."""

reason_is_given = reason_rule(f"{LOCAL}（退回、暂缓应当说明理由）", "退回、暂缓议题的，说明理由。")


def _of_its_kind(topic: Topic, known: Context) -> str:
    return KINDS[known.said["kind"]].source


@rule(
    "papers_missing",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    field="papers",
    states="议题附会议种类所要求的材料。",
    cites=_of_its_kind,
)
def papers_are_there(topic: Topic, known: Context) -> str | None:
    """Require the papers of the kind of meeting (意见 item 6)."""
    kind, there = KINDS[known.said["kind"]], {each.name for each in topic.papers}
    missing = [name for name in kind.papers if name not in there]
    return f"缺少会议材料：{'、'.join(missing)}" if missing else None


@rule(
    "on_agenda",
    f"{PRINCIPAL_UNDER_PARTY}（五）（六）",
    states="列入议程的议题由会议决定或者暂缓。",
    cites=_of_its_kind,
)
def is_not_on_the_agenda(topic: Topic, known: Context) -> str | None:
    """Forbid withdrawing a topic on the agenda: it is decided or deferred (意见 item 6)."""
    return "议题已列入议程，请在会上决定或者暂缓" if topic.id in known.said["listed"] else None


@rule("election_named", ELECTION, field="matter", states="选举按选举事项提出，采用无记名投票。")
def an_election_is_called_one(topic: Topic, known: Context) -> str | None:
    """Require that a topic titled an election is entered as one: it has its own quorum and manner of voting."""
    title = known.said.get("changes", {}).get("title", topic.title)
    if topic.matter is Matter.ELECTION or not is_election(title):
        return None
    return (
        "标题所写的是选举，请按“选举”事项提出，采用无记名投票；"
        "只是选举的筹备、办法等，请在标题末尾写明，如“……工作方案”“……选举办法”"
    )


def takes_topics(meeting: Meeting, known: Context) -> bool:
    """Check whether topics are still collected for a meeting: until its agenda is settled, and its deadline."""
    open_ = meeting.status is MeetingStatus.PLANNED and meeting.agenda_settled_at is None
    return open_ and known.at < (meeting.topics_until or meeting.starts_at)


def _next(topic: Topic, known: Context) -> Mapping[str, Any]:
    meeting: Meeting = known.said["sitting"]
    if takes_topics(meeting, known):
        return {}
    return {
        "until": None if meeting.topics_until is None else instant_text(meeting.topics_until),
        "next": [
            {"id": each.id, "title": each.title, "starts_at": instant_text(each.starts_at)}
            for each in known.said["following"]
        ],
    }


@rule(
    "topic_closed",
    f"{LOCAL}（议题征集）",
    states="议题在征集截止、议程确定以前提交。",
    error=TopicClosed,
    details=_next,
)
def topics_are_collected(topic: Topic, known: Context) -> str | None:
    """Require that topics are still collected. `following`: the next meetings of the kind that take topics."""
    meeting: Meeting = known.said["sitting"]
    if takes_topics(meeting, known):
        return None
    others = "、".join(each.title for each in known.said["following"])
    return f"“{meeting.title}”已不再征集议题。{f'可以提交到：{others}' if others else '请等下一次征集'}"


@rule("too_many_topics", f"{LOCAL}（议题征集）", states=f"一次会议最多征集{MOST}个议题。", error=TopicClosed)
def there_are_not_too_many(topic: Topic, known: Context) -> str | None:
    """Limit the topics of one meeting. `count`: those that it has."""
    return f"一次会议最多征集{MOST}个议题" if known.said["count"] >= MOST else None


@rule(
    "others_recused", f"{LOCAL}（回避）", field="person", states="请他人回避由办公室或者主持人提出。", error=Forbidden
)
def recusal_is_ones_own(topic: Topic, known: Context) -> str | None:
    """Leave the recusal of others to those who run the meeting (`runs`)."""
    who: Named | None = known.said["who"]
    own = known.said["runs"] or (who is not None and who.id == known.actor.person_id)
    return None if own else "请他人回避由办公室或者主持人提出"


@rule("unknown_person", f"{LOCAL}（回避）", field="person", states="应到会的成员可以回避。", error=InvalidInput)
def recused_is_a_member(topic: Topic, known: Context) -> str | None:
    """Require a member who did not recuse themself before. `who`: None for anybody else."""
    who: Named | None = known.said["who"]
    fits = who is not None and not topic.concerns(who.id)
    return None if fits or recusal_is_ones_own.check(topic, known) else "不是应到会的成员，或者已经回避"


meeting_is_in_session = in_session_rule(
    "议题在会议进行中审议、表决。",
    held=lambda known: known.said["sitting"].status is MeetingStatus.HELD,
    what=lambda topic, known: "听取意见" if known.said["mode"] == Mode.HEARING else "提请表决",
    cites=_of_its_kind,
)


@rule(
    "not_on_agenda", f"{PRINCIPAL_UNDER_PARTY}（五）（六）", states="未列入议程的议题不上会。", error=Refused,
    cites=_of_its_kind,
)  # fmt: skip
def it_is_on_the_agenda(topic: Topic, known: Context) -> str | None:
    """Require that only topics on the settled agenda are discussed (意见 items 5, 6)."""
    unlisted = known.said["sitting"].agenda_settled_at is not None and topic.id not in known.said["listed"]
    return "未列入议程的议题不上会" if unlisted else None


def _elects(topic: Topic) -> bool:
    return topic.matter is Matter.ELECTION or is_election(topic.title)


def _votes(known: Context) -> bool:
    return Mode.SECRET in MODES[KINDS[known.said["kind"]].deciding]


@rule(
    "wrong_mode", f"{PRINCIPAL_UNDER_PARTY}（五）（六）", field="mode", states="议题按会议种类规定的方式决定。",
    error=InvalidInput, cites=_of_its_kind,
)  # fmt: skip
def mode_is_of_the_kind(topic: Topic, known: Context) -> str | None:
    """Require the manner in which the kind of meeting decides; only a kind that votes elects."""
    kind = KINDS[known.said["kind"]]
    if _elects(topic) and not _votes(known):
        return f"{kind.name}不进行选举；请撤回议题，提交党员大会、支委会、教代会等以表决决定的会议"
    return None if known.said["mode"] in MODES[kind.deciding] else f"{kind.name}不以这种方式决定"


@rule("election_is_secret", ELECTION, field="mode", states="选举采用无记名投票。", error=InvalidInput)
def election_is_secret(topic: Topic, known: Context) -> str | None:
    """Require a secret ballot of an election (党章 art. 11)."""
    open_ = _elects(topic) and _votes(known) and known.said["mode"] != Mode.SECRET
    return "选举采用无记名投票，请改用无记名投票" if open_ else None


@rule("ballot_is_secret", f"{LOCAL}（票决）", field="mode", states="票决人选采用无记名投票。", error=InvalidInput)
def ballot_on_people_is_secret(topic: Topic, known: Context) -> str | None:
    """Require a secret ballot on people."""
    on_people = is_ballot_on_people(topic.title) and not _elects(topic) and _votes(known)
    return "票决人选采用无记名投票，请改用无记名投票" if on_people and known.said["mode"] != Mode.SECRET else None


def _attendance(topic: Topic, known: Context) -> Mapping[str, Any]:
    meeting: Meeting = known.said["sitting"]
    members = [each for each in meeting.invited if not topic.concerns(each.id)]
    here = [each for each in members if each.id in meeting.members_here]
    return {
        "needed": kind_of(meeting).needed(len(members), topic.matter),
        "present": len(here),
        "members": len(members),
        "missing": [pair_of(each) for each in members if each not in here],
    }


@rule(
    "quorum_missing", f"{PRINCIPAL_UNDER_PARTY}（五）（六）", states="每个议题表决以前清点到会人数，回避的不计。",
    error=QuorumMissing, cites=_of_its_kind, details=_attendance,
)  # fmt: skip
def quorum_of_the_topic(topic: Topic, known: Context) -> str | None:
    """Require the quorum for a topic, without those who recused themselves (意见 items 5, 6)."""
    counted = _attendance(topic, known)
    if counted["present"] >= counted["needed"]:
        return None
    return f"这一议题应到{counted['members']}人，须有{counted['needed']}人以上到会，现有{counted['present']}人"


TO_PUT = (
    meeting_is_in_session, it_is_on_the_agenda, mode_is_of_the_kind, election_is_secret, ballot_on_people_is_secret,
    quorum_of_the_topic,
)  # fmt: skip
