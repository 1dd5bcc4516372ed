"""A chapter: the east campus's notice goes to two campuses and returns with their replies."""

import time
from datetime import datetime, timedelta
from itertools import pairwise

from services.demo.stage import HIDDEN, Json, Person, Stage, StoryBroken
from shared.calendar import OFFICE_ZONE

NOTICE_BODY = """为做好冬季校园安全工作，现将有关事项通知如下。

一、开展一次安全隐患排查，重点检查用电、用火、取暖和消防设施。
二、落实领导带班和值班制度，遇突发事件及时报告。
三、请将排查情况于规定期限内回复。
"""

OUTGOING = (
    ("east.clerk", "submit", "送审", ""),
    ("east.director", "approve", "审核", "内容完整，拟同意印发。"),
    ("east.leader", "sign", "签发", "同意印发。"),
    ("east.registrar", "verify", "复核", "格式、附件无误。"),
    ("east.registrar", "register", "登记编号", ""),
    ("east.registrar", "release", "核发", ""),
)
RECIPIENTS = {"west": "排查隐患 3 处，已全部整改。", "north": "已排查，未发现隐患，值班表已公布。"}
STRANGERS = ("main.registrar", "lake.registrar", "beihu.admin", "system", "security", "auditor")


def a_notice_travels(stage: Stage) -> None:
    """Issue a notice from the east campus, answer it at two campuses, and show what each side sees."""
    stage.chapter("一、东校区发文")
    document = issue(stage)
    for number, (campus, reply) in enumerate(RECIPIENTS.items()):
        stage.chapter(f"{'二三'[number]}、{document['recipients'][number]['name']}收文")
        handle(stage, campus, document, reply)
    stage.chapter("四、各方看到的情况")
    show_sender(stage, document["id"])
    show_district(stage, document["id"])
    show_strangers(stage, document["id"])


def issue(stage: Stage) -> Json:
    """Draft a notice and take it to its release."""
    clerk = stage.person("east.clerk")
    draft = {
        "kind": "notice",
        "title": "南湖实验学校东校区关于开展冬季校园安全隐患排查的通知",
        "body": NOTICE_BODY,
        "recipients": list(RECIPIENTS),
        "urgency": "normal",
    }
    document = clerk.post("/documents", draft)
    stage.note(f"标题：{document['title']}")
    stage.note(f"主送：{'、'.join(each['name'] for each in document['recipients'])}")
    stage.tell(clerk, "起草通知", document["status_name"])
    for username, action, name, comment in OUTGOING:
        person = stage.person(username)
        document = person.post(f"/documents/{document['id']}/actions/{action}", {"comment": comment})
        did = f"{name}：{comment}" if comment else name
        stage.tell(person, did, _standing(action, document))
    return document


def _standing(action: str, document: Json) -> str:
    added = {"sign": document["signed_on"], "register": document["number"]}.get(action)
    return f"{document['status_name']} {added}" if added else str(document["status_name"])


def handle(stage: Stage, campus: str, document: Json, reply: str) -> None:
    """Receive the notice at a campus, assign it and answer, while the sender watches its progress."""
    registrar, director, handler = (stage.person(f"{campus}.{role}") for role in ("registrar", "director", "handler"))
    incoming = stage.until(lambda: in_register(registrar, document["id"]), f"{campus} 的收文登记簿中有这份通知")
    took = _instant(incoming["delivered_at"]) - _instant(document["released_at"])
    stage.note(
        f"收文登记簿：{incoming['number']} {incoming['status_name']}（发出后 {took.total_seconds():.2f} 秒送达）"
    )
    due_on = (datetime.now(OFFICE_ZONE) + timedelta(days=14)).date().isoformat()
    for person, action, did, said in (
        (registrar, "receive", "签收", {}),
        (registrar, "register", "登记", {}),
        (director, "assess", "初审", {"comment": "属本单位办理事项。"}),
        (
            director,
            "assign",
            f"交办：{handler.me['name']}，{due_on} 前",
            {"handler": handler.username, "due_on": due_on},
        ),
        (handler, "complete", "办结并回复", {"reply": reply}),
    ):
        incoming = person.post(f"/incoming/{incoming['id']}/actions/{action}", said)
        added = f" {incoming['register_number']}" if action == "register" else ""
        stage.tell(person, did, f"{incoming['status_name']}{added}")
        look_on(stage, document["id"], campus, incoming["status"])


def look_on(stage: Stage, document_id: str, campus: str, status: str) -> None:
    """Show on the sender's own document how a campus progresses."""
    began = time.monotonic()
    shown = stage.until(lambda: delivery_at(stage, document_id, campus, status), "发文单位看到办理进展")
    took = time.monotonic() - began
    stage.note(f"东校区在原文上看到：{shown['organ_name']} {shown['status_name']}（{took:.2f} 秒后）")


def in_register(registrar: Person, document_id: str) -> Json | None:
    """Return the copy of a document in the register of a person's organ, or None."""
    items = registrar.get("/incoming?status=delivered&limit=100")["items"]
    return next((each for each in items if each["document_id"] == document_id), None)


def delivery_at(stage: Stage, document_id: str, campus: str, status: str) -> Json | None:
    """Return the sender's entry for a campus, once it has a status."""
    deliveries = stage.person("east.clerk").get(f"/documents/{document_id}")["deliveries"]
    return next((each for each in deliveries if each["organ"] == campus and each["status"] == status), None)


def show_sender(stage: Stage, document_id: str) -> None:
    """Print the deliveries and the trail as the sender sees them."""
    clerk = stage.person("east.clerk")
    document, trail = clerk.get(f"/documents/{document_id}"), clerk.get(f"/documents/{document_id}/history?limit=100")
    table = stage.table(
        f"发文单位（东校区）：{document['number']}", "收文单位", "办理情况", "时间", "回复", long="回复"
    )
    for each in document["deliveries"]:
        table.add_row(each["organ_name"], each["status_name"], _clock(each["at"]), each["reply"] or "")
    stage.console.print(table)
    entries = trail["items"]
    linked = all(later["prev"] == earlier["hash"] for earlier, later in pairwise(entries))
    if not linked:
        raise StoryBroken("办理记录的哈希链不连续。")
    stage.note(f"办理记录共 {len(entries)} 条，前后相连，最后一条的哈希为 {entries[-1]['hash'][:16]}…")


def show_district(stage: Stage, document_id: str) -> None:
    """Print the register entry as the district's administrator sees it."""
    entry = stage.person("nanhu.admin").get(f"/documents/{document_id}")
    if entry["body"] is not None or any(each["reply"] for each in entry["deliveries"]):
        raise StoryBroken("区管理员看到了不是发给区教育局的正文或回复。")
    table = stage.table("区管理员（南湖区）：发文登记", "发文字号", "标题", "签发日期", "各单位办理情况", long="标题")
    standing = "\n".join(f"{each['organ_name']} {each['status_name']}" for each in entry["deliveries"])
    table.add_row(entry["number"], entry["title"], entry["signed_on"], standing)
    stage.console.print(table)
    stage.note("正文和回复不是发给区教育局的，区管理员看不到。")


def show_strangers(stage: Stage, document_id: str) -> None:
    """Show that for everybody else the document does not exist."""
    for username in STRANGERS:
        person = stage.person(username)
        if person.sees(f"/documents/{document_id}"):
            raise StoryBroken(f"{username} 看到了与其无关的公文。")
        stage.tell(person, "查阅这份公文", f"{HIDDEN} 未找到该件")


def _clock(at: str) -> str:
    return _instant(at).astimezone(OFFICE_ZONE).strftime("%m-%d %H:%M:%S")


def _instant(at: str) -> datetime:
    return datetime.fromisoformat(at)
