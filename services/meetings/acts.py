"""Labels of every act with meetings, topics, votes, rooms and branches; the trail, refusals and buttons use them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.meetings.domain import ANSWER_NAMES
from shared.acts import OPINION, Acts, Need, Shape, act, grave, main, naming, reason, told
from shared.calendar import OFFICE_ZONE

PASSED = {"passed": "通过", "failed": "未予通过", "deferred": "暂缓"}
CHOICES = {"agree": "同意", "oppose": "不同意", "abstain": "弃权"}
CHOICE = Need("choice", "表决意见", Shape.CHOICE, required=True, choices=CHOICES)
BINDING = "提交后不能更改。"


def _cancelled(meeting: Any) -> str:
    return f"将通知{len({*meeting.members, meeting.chair})}人。"


def _issued(vote: Any) -> str:
    return f"不再发票，已领{len(vote.papers)}张。"


def _heard(vote: Any) -> bool:
    return bool(vote.mode == "hearing")


def _voted(vote: Any) -> bool:
    return not _heard(vote)


def _put(topic: Any) -> str | None:
    return "听取意见" if _heard(topic) else None


def _cast(vote: Any) -> str | None:
    return "发表意见" if _heard(vote) else None


def _away(meeting: Any, actor: Any) -> bool:
    return actor.person_id not in meeting.here


def _unsigned(meeting: Any, actor: Any) -> bool:
    return actor.person_id not in meeting.signed


def _here(meeting: Any, actor: Any) -> bool:
    return actor.person_id in meeting.here or actor.holds("director")


def _asks_for_topics(meeting: Any, actor: Any) -> bool:
    return (
        meeting.asks_for_topics and actor.person_id in meeting.members and actor.person_id not in meeting.told_of_topics
    )


def _record(meeting: Any) -> str:
    return str(meeting.record)


def _title(topic: Any) -> str:
    return str(topic.title)


def _by_code(meeting: Any) -> bool:
    return bool(meeting.code_key)


ROOM_SYSTEM = "系统（会议室）"
"""The actor of steps that the rooms of a meeting take, as its trail names it."""

DECISIONS = Need("decisions", "议定事项", Shape.LIST)


def _starts(meeting: Any) -> str:
    return f"{meeting.starts_at.astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}"


def _ends(meeting: Any) -> str:
    return f"{meeting.ends_at.astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}"


START, END = (
    Need("starts_at", "开始时间", Shape.DATETIME, required=True, begins=_starts),
    Need("ends_at", "结束时间", Shape.DATETIME, required=True, begins=_ends),
)

REPLIES: Mapping[str, str] = {each.value: name for each, name in ANSWER_NAMES.items()}

MEETING_ACTS: Acts = {
    "plan": told("安排会议"),
    "arrange": told("会议安排已落实", by=ROOM_SYSTEM),
    "refuse_rooms": told("会议室未落实", by=ROOM_SYSTEM),
    "miss_rooms": told("会议室未落实", by=ROOM_SYSTEM),
    "invite_topics": act("征集议题", Need("until", "截止时间", Shape.DATETIME, required=True)),
    "read": act("已阅", when=_asks_for_topics, together=True),
    "settle": main(
        "确定议程", Need("topics", "议题", Shape.LIST, required=True), Need("talked_with", "会前沟通", Shape.PEOPLE)
    ),
    "send_papers": main("送材料"),
    "call": main("发通知"),
    "reply": main(
        "填回执",
        Need(
            "answer",
            "回执",
            Shape.CHOICE,
            required=True,
            choices=REPLIES,
        ),
        Need("deputy", "代会人员", Shape.PERSON),
        Need("comment", "请假理由", Shape.LONG_TEXT),
        when=_unsigned,
        together=True,
    ),
    "sign_in": act("签到", Need("code", "签到码", required=True, when=_by_code), when=_away, together=True),
    "leave": act("离会", Need("person", "离会人员", Shape.PERSON), when=_here, together=True),
    "hold": main("开会"),
    "adjourn": main("散会", DECISIONS),
    "revise": act("修改记录", Need("record", "会议记录", Shape.LONG_TEXT, required=True, begins=_record)),
    "confirm": main("确认记录", confirm="不能再改，议定事项转督办。"),
    "close": main("结束会议", DECISIONS, confirm="确认结束会议？"),
    "confirm_for_chair": act(
        "代主持人确认记录",
        confirm="不能再改，议定事项转督办。",
        when=lambda meeting, actor: actor.person_id != meeting.chair,
    ),
    "name_chair": act(
        "更换主持", Need("chair", "主持人", Shape.PERSON, required=True), detail=naming("chair_name", "由{}主持")
    ),
    "postpone": act("延期", reason("延期")),
    "move": act("改期", START, END, Need("rooms", "会议室", Shape.LIST)),
    "moved": told("已改期", by=ROOM_SYSTEM),
    "refuse_move": told("未能改期", by=ROOM_SYSTEM),
    "cancel": grave("取消会议", OPINION, confirm=_cancelled),
}

SERIES_ACTS: Acts = {
    "plan": told("安排例会"),
    "skip": act("停开一次", Need("on", "停开日期", Shape.DATE, required=True)),
    "end": grave("终止例会", Need("on", "自何日起", Shape.DATE, required=True)),
    "cancel": told("取消会议"),
}

ROOM_ACTS: Acts = {"describe": act("维护")}
BOOKING_ACTS: Acts = {"book": told("预订"), "cancel": act("取消预订")}
CALENDAR_ACTS: Acts = {"subscribe": told("订阅"), "revoke": act("停用")}

TOPIC_ACTS: Acts = {
    "propose": told("提交议题"),
    "accept": main("审核通过"),
    "return": act("退回", reason("退回")),
    "revise": main("修改", Need("title", "议题名称", begins=_title), Need("papers", "会议材料", Shape.LIST)),
    "withdraw": act("撤回"),
    "recuse": act("回避", Need("person", "回避人员", Shape.PERSON), together=True),
    "put": main("提请表决", named=_put, elsewhere=True),
    "pass": told("通过"),
    "fail": told("未予通过"),
    "put_off": told("暂缓"),
    "release": told("恢复待议"),
    "defer": act("暂缓", reason("暂缓")),
    "leave_over": told("暂缓"),
    "name_chair": told("更换主持"),
}

VOTE_ACTS: Acts = {
    "open": told("提请表决", named=_put),
    "cast": main(
        "表决",
        replace(CHOICE, when=_voted),
        replace(CHOICE, label="态度", when=_heard),
        OPINION,
        confirm=BINDING,
        named=_cast,
        together=True,
        elsewhere=True,
    ),
    "take_paper": main("领票", together=True, elsewhere=True),
    "start": main("开始投票", confirm=_issued, together=True),
    "ballot": main("投票", CHOICE, confirm=BINDING, together=True, elsewhere=True),
    "withdraw": act("回避", confirm="确认回避？", together=True),
    "count": main("计票", confirm="此后不能再投票。", together=True),
    "decide": main(
        "作出决定",
        Need("outcome", "决定", Shape.CHOICE, required=True, choices=PASSED),
        confirm="确认作出决定？",
        together=True,
    ),
    "void": grave("作废", reason("作废")),
}

BRANCH_ACTS: Acts = {
    "record": told("登记"),
    "revise": told("修改"),
    "dissolve": grave("撤销支部", reason("撤销")),
}
