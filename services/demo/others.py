"""A visit that gets its room, a party lecture that earns hours, and a decision that becomes minutes (纪要)."""

import secrets
from datetime import datetime, timedelta

from services.demo.stage import Json, Stage
from shared.calendar import OFFICE_ZONE

ROOM = "east-101"
MEMBERS = ("east.director", "east.leader", "east.clerk")


def _morning() -> tuple[str, str]:
    """Return two hours of a random coming morning, so that the story can be repeated beside its earlier bookings."""
    day = datetime.now(OFFICE_ZONE) + timedelta(days=2 + secrets.randbelow(200))
    begin = day.replace(hour=9 + secrets.randbelow(9), minute=0, second=0, microsecond=0)
    return begin.isoformat(), (begin + timedelta(hours=2)).isoformat()


def _at_once() -> tuple[datetime, datetime]:
    """Return a time that begins in a moment and ends the same day: no meeting is held before it begins."""
    begin = datetime.now(OFFICE_ZONE) + timedelta(seconds=3)
    last = begin.replace(hour=23, minute=59, second=59, microsecond=0)
    return begin, max(min(begin + timedelta(hours=2), last), begin + timedelta(seconds=1))


def a_visit_gets_its_room(stage: Stage) -> None:
    """Plan a visit against the rules, correct it, and get its room from the meetings service by event."""
    stage.chapter("五、公务接待：先对照规定，再批准，会议室自动落实")
    clerk, leader = stage.person("east.clerk"), stage.person("east.leader")
    starts_at, ends_at = _morning()
    day = starts_at[:10]
    people = [{"name": name, "post": "调研组成员"} for name in ("赵启明", "许文静", "罗家豪")]
    letter = {
        "issuer": "北湖区教育局", "number": "北教函〔2026〕8号", "purpose": "调研多校区办公室协同工作", "people": people,
        "from_on": day, "until_on": day,
    }  # fmt: skip
    meal = {"kind": "工作餐", "guests": 3, "hosts": 5, "cost_per_head_fen": 8000}
    plan: Json = {"room": ROOM, "starts_at": starts_at, "ends_at": ends_at, "meals": [meal], "letter": None}
    for violation in clerk.post("/visits/check", plan)["violations"]:
        stage.note(f"不合规定：{violation['message']}（{violation['source']}）")
    plan |= {"letter": letter, "meals": [{**meal, "hosts": 3, "cost_per_head_fen": 4500}]}
    visit = clerk.post("/visits", plan)
    stage.tell(clerk, "改正后拟定接待方案", visit["status_name"])
    path = f"/visits/{visit['id']}"
    stage.tell(clerk, "报批", clerk.post(f"{path}/actions/apply", {})["status_name"])
    stage.tell(leader, "批准", leader.post(f"{path}/actions/approve", {"comment": "同意"})["status_name"])

    def answered() -> Json | None:
        shown = clerk.get(path)
        return shown if shown["status"] != "approved" else None

    shown = stage.until(answered, "会议室的答复")
    stage.note(f"会议服务答复：{shown['status_name']}{'：' + shown['return_reason'] if shown['return_reason'] else ''}")


def a_lecture_gives_hours(stage: Stage) -> None:
    """Hold a party lecture, whose hours are entered in the training ledger of everybody who signed in."""
    stage.chapter("六、党课：签到的人自动记入学时")
    meeting = _held(stage, "party_lecture", "学习贯彻党的二十届四中全会精神")
    _close(stage, meeting, [])
    clerk = stage.person("east.clerk")
    source = f"meeting:{meeting['id']}"
    year = meeting["starts_at"][:4]

    def credited() -> Json | None:
        ledger = clerk.get(f"/people/{clerk.username}/hours?year={year}")
        return ledger if any(item["source"] == source for item in ledger["items"]) else None

    ledger = stage.until(credited, "学时")
    stage.note(f"{clerk.me['name']} {year} 年学时合计 {ledger['total']:g}，共 {len(ledger['items'])} 笔。")


def a_decision_becomes_minutes(stage: Stage) -> None:
    """Close an office meeting with a decision; the documents service drafts the minutes."""
    stage.chapter("七、办公会：议定事项自动形成纪要草稿")
    title = f"办公会议（第{secrets.randbelow(900) + 100}次）"
    meeting = _held(stage, "office", title)
    due_on = (datetime.now(OFFICE_ZONE) + timedelta(days=30)).date().isoformat()
    _close(stage, meeting, [{"text": "完成冬季安全检查并报送结果", "responsible": "east.handler", "due_on": due_on}])
    clerk = stage.person("east.clerk")

    def drafted() -> Json | None:
        found = clerk.get("/documents?kind=minutes&status=drafted&limit=100")["items"]
        return next((each for each in found if title in each["title"]), None)

    minutes = stage.until(drafted, "纪要草稿")
    stage.note(
        f"公文服务起草了《{minutes['title']}》（{minutes['status_name']}），由 {minutes['drafter']['name']} 继续办理："
    )
    for line in clerk.get(f"/documents/{minutes['id']}")["body"].splitlines():
        stage.note(f"  {line}")


def _held(stage: Stage, kind: str, title: str) -> Json:
    director = stage.person("east.director")
    begin, end = _at_once()
    wanted = {
        "kind": kind, "title": title, "rooms": [], "starts_at": begin.isoformat(), "ends_at": end.isoformat(),
        "members": list(MEMBERS), "topics": [title],
    }  # fmt: skip
    meeting = director.post("/meetings", wanted)
    stage.tell(director, f"拟定“{title[:12]}”", meeting["status_name"])
    path = f"/meetings/{meeting['id']}/actions"
    stage.tell(director, "发出会议通知", director.post(f"{path}/call", {})["status_name"])
    for username in MEMBERS[1:]:
        member = stage.person(username)
        present = member.post(f"{path}/sign_in", {})["quorum"]["present"]
        stage.tell(member, "签到", f"已到 {present} 人")
    stage.until(lambda: True if datetime.now(OFFICE_ZONE) >= begin else None, "开会时间")
    stage.tell(director, "开会", director.post(f"{path}/hold", {})["status_name"])
    return meeting


def _close(stage: Stage, meeting: Json, decisions: list[Json]) -> None:
    director = stage.person("east.director")
    closed = director.post(f"/meetings/{meeting['id']}/actions/close", {"decisions": decisions})
    stage.tell(director, "结束会议", closed["status_name"])
