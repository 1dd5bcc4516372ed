"""Valid requests: one line for each route. All tests of misuse start from these.

A new route needs a line in `VALID`; a new kind of record a line in `MAKERS` and one in `STRANGERS`.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.gateway.routes import api_routes
from shared.api.routes import Route
from shared.calendar import OFFICE_ZONE
from tests.support.system import PASSWORD, Answer, System, eventually, soon
from tests.unit.documents.test_seals import png

TOMORROW = (datetime.now(OFFICE_ZONE) + timedelta(days=1)).date().isoformat()
SECRET = "绝不外传"
"""Text in the title of every record made here, which no answer to a stranger may contain."""
TRIES = 6
"""The maximum attempts of a busy request."""

DOCUMENT = {"kind": "notice", "title": f"关于{SECRET}的通知", "body": SECRET, "recipients": ["west", "north"]}
MEETING = {
    "kind": "office", "title": f"关于{SECRET}的会议", "rooms": [], "starts_at": f"{TOMORROW}T09:00:00+08:00",
    "ends_at": f"{TOMORROW}T10:00:00+08:00", "members": ["east.leader", "east.director"], "topics": [SECRET],
}  # fmt: skip
ASSEMBLY = {**MEETING, "kind": "party_assembly"}
SERIES = {**MEETING, "rule": "FREQ=WEEKLY;COUNT=2", "holidays": "next"}
BRANCH = {"name": f"{SECRET}支部", "secretary": "east.leader", "members": ["east.leader", "east.clerk"]}
TOPIC = {"title": f"关于{SECRET}的议题", "papers": [{"name": "议题说明", "text": SECRET}]}
VISIT: dict[str, Any] = {
    "letter": {
        "issuer": "北湖区教育局", "number": "北教函〔2026〕8号", "purpose": SECRET,
        "people": [{"name": "赵启明", "post": "主任"}], "from_on": TOMORROW, "until_on": TOMORROW,
    }, "room": "east-101", "starts_at": f"{TOMORROW}T14:00:00+08:00", "ends_at": f"{TOMORROW}T15:00:00+08:00",
    "meals": [{"kind": "working", "guests": 1, "hosts": 1, "cost_per_head_fen": 5000}],
}  # fmt: skip
COURSE = {"title": f"关于{SECRET}的培训", "hours": 3.5, "capacity": 30, "audience": ["east"]}
PLATES = (f"浙A·{number:05d}" for number in range(10_000, 99_999))
LATER = f"{datetime.now(OFFICE_ZONE).year + 3}-06-30"
VEHICLE = {
    "plate": "{plate}", "model": SECRET, "seats": 7, "licence_class": "c1", "parking": SECRET, "inspection_until": LATER,
    "insurance_until": LATER,
}  # fmt: skip
CHAUFFEUR = {"person": "east.registrar", "licence_class": "b1", "licence_until": LATER}
TRIP = {
    "purpose": f"为{SECRET}用车", "destination": SECRET, "starts_at": f"{TOMORROW}T08:00:00+08:00",
    "ends_at": f"{TOMORROW}T11:00:00+08:00", "passengers": 3, "special": "值班",
}  # fmt: skip
MAIL_CODES = (f"EA{number:09d}CN" for number in range(100_000))
MAIL_ITEM = {"kind": "express", "code": "{code}", "sender": SECRET, "addressee": "east.handler"}
NAMES_OF_PAPERS = (f"{SECRET}报{number}" for number in range(100_000))
SUBSCRIPTION = {
    "year": datetime.now(OFFICE_ZONE).year + 1, "kind": "newspaper", "name": "{paper}", "copies": 1, "price_fen": 39_600,
    "reader": "east.handler",
}  # fmt: skip
NAMES_OF_SUPPLIES = (f"{SECRET}纸{number}" for number in range(100_000))
SUPPLY = {"name": "{supply_name}", "unit": "大包", "place": SECRET, "stock": 40, "low": 10}
SUPPLY_REQUEST = {"supply": "{id}", "quantity": 2, "purpose": f"印制{SECRET}"}
COST = {"kind": "repair", "amount_fen": 48_000, "on": "2026-01-20", "note": SECRET}
SEAL = {"name": f"{SECRET}专用章", "keeper": "north.registrar"}
TASK = {"title": f"落实{SECRET}", "text": SECRET, "responsible": "east.handler", "due_on": TOMORROW}
VOLUME = {"year": 1950, "fonds": "0123"}
LETTER = {
    "sender": "区卫生健康局", "number": "卫发〔2025〕12号", "kind": "notice", "title": f"关于{SECRET}的通知",
    "signed_on": "2025-11-20", "confirm_duplicate": True,
}  # fmt: skip
HALL_DAYS = ((datetime.now(OFFICE_ZONE) + timedelta(days=400 + ahead)).date().isoformat() for ahead in range(1000))
"""Days on which nobody else books the hall."""
CLASSIFIED = {
    "grade": "secret", "years": 10, "counterpart": f"{SECRET}机要局", "copy_numbers": ["000003"],
    "dated_on": "2025-11-20", "custodian": "north.registrar",
}  # fmt: skip
YEARS = iter(range(2025, 1950, -1))
"""Unused years: an organ has one volume of its archive for each."""
GROUP = {"name": f"{SECRET}分组", "members": ["west", "north"]}
DELEGATION = {"delegate": "east.handler", "from_on": "{day}", "until_on": "{day}", "reason": SECRET}
AWAY_DAYS = ((datetime.now(OFFICE_ZONE) + timedelta(days=1 + ahead)).date().isoformat() for ahead in range(10_000))
"""Days without another delegation."""
FRESH = {
    "{day}": AWAY_DAYS,
    "{plate}": PLATES,
    "{code}": MAIL_CODES,
    "{paper}": NAMES_OF_PAPERS,
    "{supply_name}": NAMES_OF_SUPPLIES,
}
"""Marks in bodies, each with the values that replace it."""
RULING = {
    "since": f"{datetime.now(OFFICE_ZONE).year + 1}-01-01", "retention": [{"kind": "notice", "retention": "ten_years"}],
    "reason": "区教育局规定",
}  # fmt: skip
SIGN_IN = {"username": "east.clerk", "password": PASSWORD}


@dataclass(frozen=True)
class Valid:
    """One valid request.

    who: the person who may make it; empty if the route is public.
    thing: the kind of record that `{id}` names, see `MAKERS`.
    action: the `{action}` for a record just created.
    query: the required query.
    only: the roles that the route is for, if it is an administrators' one.
    ends_session: whether the caller's session ends.
    """

    who: str = ""
    thing: str = ""
    body: Mapping[str, Any] | None = None
    action: str = ""
    query: str = ""
    only: tuple[str, ...] = ()
    ends_session: bool = False


THREE_ADMINISTRATORS = ("system", "security", "auditor")
ADMINISTRATORS = ("district_admin", "system", "security", "auditor")
WHY = {"comment": "理由"}

VALID: dict[str, Valid] = {
    "post__sessions": Valid(body=SIGN_IN),
    "post__sessions_current_token": Valid("main.handler"),
    "delete__sessions_current": Valid("beihu.registrar", ends_session=True),
    "delete__sessions": Valid("beihu.leader", ends_session=True),
    "get__me": Valid("east.clerk"),
    "put__me_password": Valid("beihu.director", body={"old_password": PASSWORD, "new_password": "another, long enough"}, ends_session=True),
    "get__organs": Valid("east.clerk", query="?q=dxq"),
    "get__organs_id": Valid("east.clerk", "organ"),
    "get__organs_id_history": Valid("auditor", "organ", only=ADMINISTRATORS),
    "get__people": Valid("east.clerk", query="?q=chen&organ=east&role=clerk"),
    "get__people_id": Valid("east.clerk", "person"),
    "patch__people_id": Valid("nanhu.admin", "mover", {"post": "干事"}, only=("district_admin", "system")),
    "patch__organs_id": Valid("nanhu.admin", "organ", {"short_name": "东校区"}, only=("district_admin", "system")),
    "post__organs_id_actions_action": Valid("system", "closing", WHY, "disable", only=("district_admin", "system")),
    "get__district_export_xlsx": Valid("nanhu.admin"),
    "get__district_export_yaml": Valid("nanhu.admin"),
    "get__posts": Valid("east.clerk", query="?organ=east"),
    "get__posts_id": Valid("east.clerk", "post"),
    "patch__posts_id": Valid("nanhu.admin", "post", {"duties": "收发文"}, only=("district_admin", "system")),
    "post__posts_id_actions_action": Valid("nanhu.admin", "open_post", WHY, "disable", only=("district_admin", "system")),
    "get__posts_id_history": Valid("east.clerk", "post"),
    "get__responsibility": Valid("east.clerk", query="?matter=incoming.receive"),
    "get__directory_changes": Valid("auditor", query="?kind=organ&from=2026-01-01&q=east", only=("auditor",)),
    "get__directory_changes_xlsx": Valid("auditor", query="?kind=rules", only=("auditor",)),
    "get__security_rules": Valid("east.clerk"),
    "patch__security_rules": Valid("security", body={"least": 10}, only=("security",)),
    "get__security_rules_history": Valid("auditor", only=THREE_ADMINISTRATORS),
    "get__people_id_open": Valid("nanhu.admin", "person", only=("district_admin", "system")),
    "get__people_id_history": Valid("auditor", "person", only=ADMINISTRATORS),
    "post__people_id_actions_action": Valid("security", "spare", {**WHY, "confirm": True}, "disable", only=("security",)),
    "post__people_id_actions_reset_password": Valid("security", "mover", WHY, only=("security",)),
    "get__groups": Valid("east.clerk", query="?q=gexiaoqu"),
    "get__groups_id": Valid("east.clerk", "group"),
    "patch__groups_id": Valid("east.clerk", "group", {"members": ["west"]}),
    "post__groups_id_actions_action": Valid("east.clerk", "group", WHY, "disable"),
    "get__groups_id_history": Valid("east.clerk", "group"),
    "get__people_id_hours": Valid("east.handler", "person"),
    "post__documents": Valid("east.clerk", body=DOCUMENT),
    "get__documents": Valid("east.clerk", query="?updated_since=2026-01-01T00:00:00Z"),
    "get__documents_id": Valid("east.clerk", "document"),
    "patch__documents_id": Valid("east.clerk", "document", {"title": f"改过的{SECRET}"}),
    "post__documents_id_actions_action": Valid("east.clerk", "document", WHY, "submit"),
    "get__documents_id_history": Valid("east.clerk", "document"),
    "post__documents_signatures": Valid("east.leader", body={"documents": [{"id": "0123456789abcdef0123456789abcdef"}]}),
    "post__documents_id_copies": Valid("east.clerk", "document"),
    "post__documents_registrations": Valid("east.registrar", body={"documents": [{"id": "0123456789abcdef0123456789abcdef"}]}),
    "get__documents_id_progress": Valid("east.clerk", "document"),
    "get__me_todo": Valid("east.clerk"),
    "get__me_counts": Valid("east.clerk"),
    "get__me_known": Valid("east.clerk", query="?records=meeting:5a4b3c2d1e0f5a4b3c2d1e0f5a4b3c2d"),
    "get__me_stream": Valid("east.clerk", query="?seconds=0"),
    "post__me_read": Valid("east.clerk", body={"items": [{"type": "document", "record_id": "0123456789abcdef0123456789abcdef", "version": 1}]}),
    "get__me_preferences": Valid("east.clerk"),
    "put__me_preferences": Valid("east.clerk", body={"mail": "li@example.edu.cn", "quiet_from": "22:00", "quiet_until": "07:00", "screen": {"page": "20"}}),
    "get__reminder_rules": Valid("east.clerk"),
    "put__reminder_rules": Valid("beihu.admin", body={"before": [1, 0], "after": [{"days": 1, "role": "director"}]}, only=("district_admin",)),
    "get__reminder_rules_history": Valid("auditor", only=(*THREE_ADMINISTRATORS, "district_admin")),
    "get__unsent_reminders": Valid("system", only=("system",)),
    "get__me_days": Valid("east.clerk", query=f"?from={TOMORROW}&until={TOMORROW}"),
    "get__room_days": Valid("east.clerk", query=f"?on={TOMORROW}"),
    "get__me_phrases": Valid("east.clerk"),
    "put__me_phrases": Valid("east.clerk", body={"phrases": ["同意。"]}),
    "get__me_autosaves": Valid("east.clerk"),
    "get__me_autosaves_id": Valid("east.clerk", "autosave"),
    "put__me_autosaves_id": Valid("east.clerk", "autosave", {"text": SECRET}),
    "delete__me_autosaves_id": Valid("east.clerk", "autosave"),
    "post__delegations": Valid("east.registrar", body=DELEGATION),
    "get__delegations": Valid("east.registrar"),
    "get__delegations_id": Valid("east.registrar", "delegation"),
    "post__delegations_id_actions_action": Valid("east.registrar", "delegation", WHY, "end"),
    "get__delegations_id_history": Valid("east.registrar", "delegation"),
    "post__rulings": Valid("nanhu.admin", body=RULING, only=("district_admin",)),
    "get__rulings": Valid("east.clerk"),
    "get__rulings_id": Valid("east.clerk", "ruling"),
    "post__rulings_id_actions_action": Valid("nanhu.admin", "ruling", WHY, "withdraw", only=("district_admin",)),
    "get__rulings_id_history": Valid("auditor", "ruling"),
    "get__countersigns": Valid("west.leader"),
    "get__countersigns_id": Valid("west.leader", "countersign"),
    "post__countersigns_id_actions_action": Valid("west.leader", "countersign", WHY, "agree"),
    "get__countersigns_id_history": Valid("west.director", "countersign"),
    "post__documents_check": Valid("east.clerk", body=DOCUMENT),
    "get__rules": Valid("east.clerk"),
    "get__vocabulary": Valid("east.clerk"),
    "get__documents_id_versions": Valid("east.clerk", "document"),
    "get__documents_id_versions_difference": Valid("east.clerk", "revised_document", query="?from=1&to=2"),
    "get__documents_id_attachments": Valid("east.clerk", "document"),
    "get__documents_id_rendition_pdf": Valid("east.clerk", "document"),
    "post__documents_preview": Valid("east.clerk", body=DOCUMENT),
    "get__documents_id_pages": Valid("east.clerk", "document"),
    "get__documents_id_rendition_docx": Valid("east.clerk", "document"),
    "get__search": Valid("east.clerk", query=f"?q={SECRET}"),
    "get__registers_outgoing": Valid("east.registrar"),
    "get__registers_incoming": Valid("west.registrar"),
    "get__registers_seal_uses_xlsx": Valid("east.registrar"),
    "get__registers_classified_xlsx": Valid("east.registrar"),
    "get__registers_tasks_xlsx": Valid("east.director"),
    "get__registers_mail_xlsx": Valid("east.registrar"),
    "get__registers_supplies_xlsx": Valid("east.clerk"),
    "get__registers_supply_requests_xlsx": Valid("east.clerk"),
    "get__registers_outgoing_xlsx": Valid("east.registrar"),
    "get__registers_incoming_xlsx": Valid("west.registrar"),
    "post__archive_volumes": Valid("north.registrar", body=VOLUME),
    "get__archive_volumes": Valid("north.registrar"),
    "post__archive_filings": Valid("north.registrar", body={"volume": "none", "pieces": [{"piece": "none", "retention": "permanent", "issue": "BGS"}]}),
    "get__archive_volumes_id": Valid("north.registrar", "volume"),
    "get__archive_volumes_id_pieces": Valid("north.registrar", "volume"),
    "get__archive_volumes_id_unfiled": Valid("north.registrar", "volume"),
    "get__archive_volumes_id_list_xlsx": Valid("north.registrar", "volume"),
    "get__archive_volumes_id_package_zip": Valid("north.registrar", "closed_volume"),
    "get__archive_volumes_id_history": Valid("north.registrar", "volume"),
    "post__archive_volumes_id_actions_action": Valid("north.director", "volume", WHY, "close"),
    "get__archive_destructions": Valid("north.registrar"),
    "post__classified": Valid("north.registrar", body=CLASSIFIED),
    "get__classified": Valid("north.registrar"),
    "get__classified_id": Valid("north.registrar", "classified"),
    "get__classified_id_history": Valid("north.registrar", "classified"),
    "post__classified_id_actions_action": Valid("north.registrar", "classified", WHY, "return"),
    "get__documents_id_readings": Valid("east.director", "internal_document"),
    "get__incoming_id_attachments": Valid("west.registrar", "letter"),
    "post__incoming": Valid("west.registrar", body=LETTER),
    "get__incoming": Valid("west.registrar", query="?due_before=2126-01-01"),
    "get__incoming_id": Valid("west.registrar", "incoming"),
    "post__incoming_batch": Valid("west.registrar", body={"action": "receive", "incoming": [{"id": "0123456789abcdef0123456789abcdef"}]}),
    "post__incoming_id_actions_action": Valid("west.registrar", "incoming", WHY, "receive"),
    "get__incoming_id_history": Valid("west.registrar", "incoming"),
    "get__rooms": Valid("east.clerk"),
    "get__rooms_id": Valid("east.clerk", "room"),
    "patch__rooms_id": Valid("east.director", "room", {"equipment": ["video"]}),
    "get__rooms_id_bookings": Valid("east.clerk", "room", query=f"?from={TOMORROW}&until={TOMORROW}"),
    "get__bookings_id": Valid("east.clerk", "booking"),
    "post__bookings_id_actions_action": Valid("east.clerk", "booking", WHY, "cancel"),
    "get__free_slots": Valid("east.clerk", query=f"?from={TOMORROW}&until={TOMORROW}&minutes=60&people=east.leader&campuses=east"),
    "post__meetings": Valid("east.director", body=MEETING),
    "get__meetings": Valid("east.director"),
    "get__meetings_id": Valid("east.director", "meeting"),
    "get__meetings_id_history": Valid("east.director", "meeting"),
    "post__meetings_id_actions_action": Valid("east.director", "meeting", WHY, "call"),
    "post__branches": Valid("east.director", body=BRANCH),
    "get__branches": Valid("east.director"),
    "get__branches_figures": Valid("east.director", query="?year=2026"),
    "get__branches_figures_xlsx": Valid("east.director", query="?year=2026"),
    "get__branches_id": Valid("east.director", "branch"),
    "patch__branches_id": Valid("east.director", "branch", {"name": f"改过的{SECRET}支部"}),
    "get__branches_id_duties": Valid("east.director", "branch"),
    "post__branches_id_actions_action": Valid("east.director", "branch", WHY, "dissolve"),
    "post__calendars": Valid("lake.handler", body={}),
    "get__calendars": Valid("east.clerk"),
    "get__calendars_id": Valid("east.clerk", "calendar"),
    "post__calendars_id_actions_action": Valid("east.clerk", "calendar", WHY, "revoke"),
    "get__meetings_id_invitation_ics": Valid("east.director", "meeting"),
    "post__meeting_series": Valid("east.director", body=SERIES),
    "post__meeting_series_check": Valid(
        "east.director", body={name: SERIES[name] for name in ("starts_at", "ends_at", "rooms", "rule")}
    ),
    "get__meeting_series": Valid("east.director"),
    "get__meeting_series_id": Valid("east.director", "series"),
    "post__meeting_series_id_actions_action": Valid("east.director", "series", {"on": TOMORROW}, "end"),
    "get__meeting_kinds": Valid("east.clerk"),
    "get__meetings_id_code": Valid("east.director", "coded_meeting"),
    "post__meetings_id_topics": Valid("east.director", "assembly", TOPIC),
    "get__meetings_id_topics": Valid("east.director", "assembly"),
    "get__topics_id": Valid("east.director", "topic"),
    "get__topics_id_history": Valid("east.director", "topic"),
    "post__topics_id_actions_action": Valid("east.director", "topic", WHY, "accept"),
    "get__meetings_id_votes": Valid("east.director", "assembly"),
    "get__votes_id": Valid("east.director", "vote"),
    "get__votes_id_history": Valid("east.director", "vote"),
    "post__votes_id_ballots": Valid("east.leader", "vote", {"choice": "agree"}),
    "post__votes_id_papers": Valid("east.leader", "secret_vote", {"blinded": "2"}),
    "post__votes_id_actions_action": Valid("east.director", "vote", WHY, "void"),
    "post__visits": Valid("east.clerk", body=VISIT),
    "post__visits_check": Valid("east.clerk", body=VISIT),
    "get__visits_id_check": Valid("east.clerk", "visit"),
    "get__visits": Valid("east.clerk", query="?updated_since=2026-01-01T00:00:00Z"),
    "get__visits_id": Valid("east.clerk", "visit"),
    "patch__visits_id": Valid("east.clerk", "visit", {"room": "east-hall"}),
    "get__visits_id_history": Valid("east.clerk", "visit"),
    "post__visits_id_actions_action": Valid("east.clerk", "visit", WHY, "apply"),
    "post__courses": Valid("east.director", body=COURSE),
    "get__courses": Valid("east.director", query="?updated_since=2026-01-01T00:00:00Z"),
    "get__courses_id": Valid("east.director", "course"),
    "get__courses_id_history": Valid("east.director", "course"),
    "post__courses_id_actions_action": Valid("east.director", "course", WHY, "publish"),
    "post__courses_id_enrolments": Valid("east.handler", "open_course"),
    "post__courses_id_attendance": Valid("east.director", "attended_course", {"person": "east.handler"}),
    "post__vehicles": Valid("east.clerk", body=VEHICLE),
    "get__vehicles": Valid("east.clerk"),
    "get__vehicles_id": Valid("east.clerk", "vehicle"),
    "get__vehicles_id_history": Valid("east.clerk", "vehicle"),
    "post__vehicles_id_actions_action": Valid("east.clerk", "vehicle", WHY, "suspend"),
    "get__vehicle_days": Valid("east.clerk", query=f"?on={TOMORROW}"),
    "get__vehicles_id_costs": Valid("east.clerk", "vehicle", query="?year=2026"),
    "post__vehicles_id_costs": Valid("east.clerk", "vehicle", COST),
    "post__vehicles_id_cost_corrections": Valid(
        "east.clerk", "costly_vehicle", {"year": 2026, "source": "1", "reason": "误记"}
    ),
    "post__drivers": Valid("east.clerk", body=CHAUFFEUR),
    "get__drivers": Valid("east.clerk"),
    "get__drivers_id": Valid("east.clerk", "driver"),
    "get__drivers_id_history": Valid("east.clerk", "driver"),
    "post__drivers_id_actions_action": Valid("east.clerk", "driver", {}, "leave"),
    "post__trips": Valid("east.handler", body=TRIP),
    "post__trips_check": Valid("east.handler", body=TRIP),
    "get__trips": Valid("east.clerk"),
    "get__trips_id": Valid("east.clerk", "trip"),
    "get__trips_id_history": Valid("east.clerk", "trip"),
    "post__trips_id_actions_action": Valid("east.director", "trip", WHY, "examine"),
    "get__registers_trips_xlsx": Valid("east.clerk", query="?year=2026"),
    "get__registers_vehicles_xlsx": Valid("east.clerk", query="?year=2026"),
    "post__mail_items": Valid("east.registrar", body=MAIL_ITEM),
    "get__mail_items": Valid("east.registrar"),
    "get__mail_items_id": Valid("east.registrar", "mail_item"),
    "get__mail_items_id_history": Valid("east.registrar", "mail_item"),
    "post__mail_items_id_actions_action": Valid("east.handler", "mail_item", WHY, "sign"),
    "post__subscriptions": Valid("east.registrar", body=SUBSCRIPTION),
    "get__subscriptions": Valid("east.registrar"),
    "get__subscriptions_id": Valid("east.registrar", "subscription"),
    "get__subscriptions_id_history": Valid("east.registrar", "subscription"),
    "post__subscriptions_id_actions_action": Valid("east.leader", "subscription", WHY, "approve"),
    "post__supplies": Valid("east.clerk", body=SUPPLY),
    "get__supplies": Valid("east.handler"),
    "get__supplies_id": Valid("east.handler", "supply"),
    "get__supplies_id_history": Valid("east.handler", "supply"),
    "post__supplies_id_actions_action": Valid("east.clerk", "supply", {"quantity": 5}, "receive"),
    "post__supply_requests": Valid("east.handler", "asked_supply", SUPPLY_REQUEST),
    "get__supply_requests": Valid("east.clerk"),
    "get__supply_requests_id": Valid("east.clerk", "supply_request"),
    "get__supply_requests_id_history": Valid("east.clerk", "supply_request"),
    "post__supply_requests_id_actions_action": Valid("east.director", "supply_request", WHY, "approve"),
    "post__seals": Valid("north.director", body=SEAL),
    "get__seals": Valid("north.director"),
    "get__seals_id": Valid("north.director", "seal"),
    "get__seals_id_history": Valid("north.director", "seal"),
    "post__seals_id_actions_action": Valid("nanhu.admin", "seal", WHY, "refuse"),
    "post__seal_uses": Valid("north.clerk", "recorded_seal", {"seal": "{id}", "matter": SECRET}),
    "get__seal_uses": Valid("north.clerk"),
    "get__seal_uses_id": Valid("north.clerk", "seal_use"),
    "get__seal_uses_id_history": Valid("north.clerk", "seal_use"),
    "post__seal_uses_id_actions_action": Valid("north.leader", "seal_use", WHY, "approve"),
    "post__tasks": Valid("east.director", body=TASK),
    "get__tasks": Valid("east.director", query="?due_before=2126-01-01&updated_since=2026-01-01T00:00:00Z"),
    "get__tasks_statistics": Valid("east.director", query=f"?from={TOMORROW}&until={TOMORROW}"),
    "get__tasks_statistics_xlsx": Valid("east.director", query=f"?from={TOMORROW}&until={TOMORROW}"),
    "get__tasks_id": Valid("east.handler", "task"),
    "get__tasks_id_chain": Valid("east.handler", "task"),
    "get__working_days": Valid("east.clerk"),
    "post__working_days": Valid("beihu.admin", body={"on": "2026-12-05", "working": True, "reason": "区教育局通知"}),
    "get__tasks_id_history": Valid("east.handler", "task"),
    "post__tasks_id_actions_action": Valid("east.handler", "task", WHY, "accept"),
    "get__events_catalog": Valid("auditor"),
    "get__events_parked": Valid("system", only=("system",)),
    "get__events_parked_id": Valid("system", "parked", only=("system",)),
    "post__events_parked_id_actions_action": Valid("system", "parked", WHY, "discard", only=("system",)),
    "get__healthz": Valid(),
    "get__readyz": Valid(),
    "get__readyz_gateway": Valid(),
}  # fmt: skip

ELSEWHERE = {
    "post__posts": "takes a name once: tests/flows/test_people.py",
    "post__district_import_check": "takes a file: tests/flows/test_people.py",
    "post__district_import": "takes a file: tests/flows/test_people.py",
    "post__people": "takes a username once: tests/flows/test_people.py",
    "post__organs": "takes an id once: tests/flows/test_people.py",
    "put__me_second_factor": "needs what came before: tests/flows/test_second_factor.py",
    "put__me_second_factor_confirmation": "needs what came before: tests/flows/test_second_factor.py",
    "put__me_second_factor_codes": "needs what came before: tests/flows/test_second_factor.py",
    "post__me_second_factor_removal": "needs what came before: tests/flows/test_second_factor.py",
    "post__unsent_reminders_id_actions_send": "needs a reminder that did not leave: tests/flows/test_reminders.py",
    "post__groups": "takes a name once: tests/flows/test_people.py",
    "get__calendars_secret_ics": "is named by its secret: tests/flows/test_calendars.py",
    "post__rooms_id_bookings": "takes a room once: tests/flows/test_meetings.py",
    "post__meetings_id_votes": "names two things: tests/flows/test_votes.py",
    "post__votes_id_box": "needs a paper that was signed: tests/flows/test_votes.py",
    "post__verifications": "takes a file: tests/flows/test_renditions.py",
    "post__tasks_id_evidence": "takes a file: tests/flows/test_supervision.py",
    "get__tasks_id_evidence_file": "names two things: tests/flows/test_supervision.py",
    "post__documents_import": "takes a file: tests/flows/test_attachments.py",
    "post__documents_id_attachments": "takes a file: tests/flows/test_attachments.py",
    "get__documents_id_attachments_attachment": "names two things: tests/flows/test_attachments.py",
    "get__documents_id_attachments_attachment_pages": "names two things: tests/flows/test_attachments.py",
    "get__incoming_id_attachments_attachment_pages": "names two things: tests/flows/test_internal.py",
    "delete__documents_id_attachments_attachment": "names two things: tests/flows/test_attachments.py",
    "post__incoming_id_attachments": "takes a file: tests/flows/test_internal.py",
    "get__incoming_id_attachments_attachment": "names two things: tests/flows/test_internal.py",
    "delete__incoming_id_attachments_attachment": "names two things: tests/flows/test_internal.py",
    "post__archive_destructions": "needs a piece of ten years ago: tests/unit/documents/test_archive.py",
    "get__archive_destructions_id": "needs a piece of ten years ago: tests/unit/documents/test_archive.py",
    "get__archive_destructions_id_list_xlsx": "needs a piece of ten years ago: tests/unit/documents/test_archive.py",
    "get__archive_destructions_id_history": "needs a piece of ten years ago: tests/unit/documents/test_archive.py",
    "post__archive_destructions_id_actions_action": "needs a piece of ten years ago: tests/unit/documents/test_archive.py",
}
"""Routes that one line cannot call, and where they are tested."""

CAMPUS_ROLES = ("clerk", "director", "leader", "registrar", "handler")
LAKE = tuple(f"lake.{role}" for role in CAMPUS_ROLES)
MAIN = tuple(f"main.{role}" for role in CAMPUS_ROLES)
THREE = ("system", "security", "auditor")
STRANGERS: dict[str, tuple[str, ...]] = {
    "organ": (*LAKE, "beihu.admin"),
    "person": (*LAKE, "beihu.admin"),
    "spare": (*LAKE, "beihu.admin"),
    "mover": (*LAKE, "beihu.admin"),
    "closing": (*LAKE, "beihu.admin"),
    "post": (*LAKE, "beihu.admin"),
    "open_post": (*LAKE, "beihu.admin"),
    "document": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "nanhu.leader", "west.registrar", "east.leader"),
    "revised_document": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.registrar", "east.leader"),
    "classified": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "north.clerk", "east.registrar"),
    "internal_document": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "north.registrar"),
    "letter": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "north.registrar", "west.handler", "east.clerk"),
    "volume": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "east.registrar", "north.clerk"),
    "closed_volume": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "east.registrar", "north.clerk"),
    "autosave": (),
    "group": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "nanhu.leader"),
    "delegation": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "east.clerk", "east.leader", "west.director"),
    "ruling": (*LAKE, "beihu.admin"),
    "countersign": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "north.leader", "east.clerk", "west.handler"),
    "incoming": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "north.registrar", "east.clerk", "west.handler"),
    "meeting": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "room": (*LAKE, "beihu.admin"),
    "booking": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.leader"),
    "branch": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "calendar": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "east.director", "west.director"),
    "series": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "coded_meeting": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "assembly": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "topic": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "vote": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "secret_vote": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "visit": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.clerk", "east.handler"),
    "vehicle": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "east.handler"),
    "costly_vehicle": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "east.handler"),
    "driver": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "east.handler"),
    "trip": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.clerk"),
    "mail_item": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.registrar", "east.clerk"),
    "subscription": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.registrar"),
    "supply": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.clerk"),
    "asked_supply": (),
    "supply_request": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.clerk"),
    "course": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director", "east.handler"),
    "open_course": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director"),
    "attended_course": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "west.director"),
    "seal": (*LAKE, *MAIN, *THREE, "beihu.admin", "north.handler", "east.director"),
    "recorded_seal": (),
    "seal_use": (*LAKE, *MAIN, *THREE, "beihu.admin", "nanhu.admin", "north.handler", "east.director"),
    "task": (*LAKE, *MAIN, *THREE, "beihu.admin", "west.director", "west.handler", "nanhu.leader"),
    "parked": (),
}
"""People who may not know that a record exists: other districts, other schools, other campuses, and members of the office
without a part in it yet. Nobody is a stranger to a parked event: that only the system administrator handles it is no
secret; nor to a slot of autosaves: everybody has their own of that name.
"""


class Stock:
    """Records to test with: each created once and kept, or created anew."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._kept: dict[str, str] = {}

    def id_of(self, thing: str) -> str:
        """Return the id of an existing record."""
        if thing not in self._kept:
            self._kept[thing] = self.new(thing)
        return self._kept[thing]

    def new(self, thing: str) -> str:
        """Create a record and return its id."""
        return MAKERS[thing](self.system)

    def everything(self) -> dict[str, str]:
        """Return the id of one record of each kind."""
        return {thing: self.id_of(thing) for thing in MAKERS}


def _made(who: str, path: str, body: Mapping[str, Any]) -> Callable[[System], str]:
    return lambda system: str(system.person(who).post(path, _filled(body))["id"])


def _incoming(system: System) -> str:
    document = system.person("east.clerk").post("/documents", DOCUMENT)
    for who, action in (
        ("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
        ("registrar", "register"), ("registrar", "release"),
    ):  # fmt: skip
        system.person(f"east.{who}").post(f"/documents/{document['id']}/actions/{action}", {"comment": "同意"})

    def arrived() -> str:
        items = system.person("west.registrar").get("/incoming?limit=100")["items"]
        return str(next(each["id"] for each in items if each["document_id"] == document["id"]))

    found: str = eventually(arrived)
    return found


def _autosave(system: System) -> str:
    slot = uuid.uuid4().hex[:20]
    path = f"/me/autosaves/{slot}"
    assert system.person("east.clerk").ask("PUT", path, {"text": SECRET}).status == 200
    return slot


def _mover(system: System) -> str:
    entry = {
        "username": f"m{uuid.uuid4().hex[:10]}",
        "name": "调动人",
        "organ": "east",
        "post": "干事",
        "roles": ["handler"],
    }
    return str(system.person("nanhu.admin").post("/people", entry)["id"])


def _closing(system: System) -> str:
    entry = {"id": f"d{uuid.uuid4().hex[:10]}", "kind": "department", "name": "待撤处室", "parent": "main"}
    return str(system.person("nanhu.admin").post("/organs", entry)["id"])


def _post(system: System) -> str:
    entry = {"organ": "east", "name": f"岗位{uuid.uuid4().hex[:8]}", "matters": ["incoming.receive"]}
    return str(system.person("nanhu.admin").post("/posts", entry)["id"])


def _group(system: System) -> str:
    named = {**GROUP, "name": f"{SECRET}{uuid.uuid4().hex[:8]}"}
    return str(system.person("east.clerk").post("/groups", named)["id"])


def _countersign(system: System) -> str:
    clerk = system.person("east.clerk")
    document = clerk.post("/documents", DOCUMENT)["id"]
    clerk.post(f"/documents/{document}/actions/countersign", {"organs": ["west"]})

    def arrived() -> str:
        items = system.person("west.leader").get("/countersigns?limit=100")["items"]
        return str(next(each["id"] for each in items if each["document_id"] == document))

    found: str = eventually(arrived)
    return found


def _costly_vehicle(system: System) -> str:
    clerk = system.person("east.clerk")
    vehicle = clerk.post("/vehicles", _filled(VEHICLE))["id"]
    clerk.post(f"/vehicles/{vehicle}/costs", COST)
    return str(vehicle)


def _supply_request(system: System) -> str:
    supply = MAKERS["supply"](system)
    return str(system.person("east.handler").post("/supply-requests", {**SUPPLY_REQUEST, "supply": supply})["id"])


def _course(*steps: tuple[str, str]) -> Callable[[System], str]:
    def make(system: System) -> str:
        course = system.person("east.director").post("/courses", COURSE)["id"]
        for who, step in steps:
            system.person(who).post(f"/courses/{course}/{step}")
        return str(course)

    return make


def _recorded_seal(system: System) -> str:
    seal = system.person("north.director").post("/seals", SEAL)["id"]
    system.person("nanhu.admin").post(f"/seals/{seal}/actions/record", {"image": png()})
    return str(seal)


def _seal_use(system: System) -> str:
    use = {"seal": _recorded_seal(system), "matter": SECRET}
    return str(system.person("north.clerk").post("/seal-uses", use)["id"])


def _revised(system: System) -> str:
    clerk = system.person("east.clerk")
    document = clerk.post("/documents", DOCUMENT)["id"]
    assert clerk.ask("PATCH", f"/documents/{document}", {"title": f"关于改过的{SECRET}的通知"}).status == 200
    return str(document)


def _internal(system: System) -> str:
    document = system.person("east.clerk").post("/documents", {**DOCUMENT, "secrecy": "internal"})["id"]
    system.person("east.clerk").post(f"/documents/{document}/actions/submit", {"comment": "请审核", "confirm": True})
    return str(document)


def _volume(system: System) -> str:
    return str(system.person("north.registrar").post("/archive/volumes", {**VOLUME, "year": next(YEARS)})["id"])


def _closed_volume(system: System) -> str:
    volume = _volume(system)
    system.person("north.director").post(f"/archive/volumes/{volume}/actions/close")
    return volume


def _calendar(system: System) -> str:
    """Open a calendar after closing earlier ones: their number per person is limited."""
    clerk = system.person("east.clerk")
    for each in clerk.get("/calendars")["items"]:
        if each["status"] == "open":
            clerk.post(f"/calendars/{each['id']}/actions/revoke")
    return str(clerk.post("/calendars", {"room": "east-hall"})["id"])


def _booking(system: System) -> str:
    day = next(HALL_DAYS)
    wanted = {"title": SECRET, "starts_at": f"{day}T06:00:00+08:00", "ends_at": f"{day}T07:00:00+08:00"}
    return str(system.person("east.clerk").post("/rooms/east-hall/bookings", wanted)["id"])


def _topic(system: System) -> tuple[str, str]:
    """Propose a topic of a meeting that begins in a moment; plan another if a busy machine let it begin before."""
    director = system.person("east.director")

    def proposed() -> tuple[str, str] | None:
        meeting = director.post("/meetings", ASSEMBLY | soon())["id"]
        topic = director.ask("POST", f"/meetings/{meeting}/topics", TOPIC)
        assert topic.status == 201, topic.text
        return meeting, topic["id"]

    found: tuple[str, str] = eventually(proposed, what="a topic is proposed")
    return found


def _held_assembly(system: System) -> tuple[str, str]:
    """Hold a meeting that votes, with an accepted topic; return both."""
    meeting, topic = _topic(system)
    director = system.person("east.director")
    director.post(f"/topics/{topic}/actions/accept")
    director.post(f"/meetings/{meeting}/actions/call")
    for who in MEETING["members"]:
        system.person(who).post(f"/meetings/{meeting}/actions/sign_in")
    director.post(f"/meetings/{meeting}/actions/hold")
    return meeting, topic


def _vote(mode: str) -> Callable[[System], str]:
    def make(system: System) -> str:
        meeting, topic = _held_assembly(system)
        wanted = {"topic": topic, "mode": mode}
        return str(system.person("east.director").post(f"/meetings/{meeting}/votes", wanted)["id"])

    return make


def _parked(system: System) -> str:
    """Park an event in the service's inbox."""
    source = f"documents:{uuid.uuid4().hex}"
    entry_id = f"on_document_released:{source}:1"
    system.database("documents")["inbox"].insert_one(
        {
            "_id": entry_id, "handler": "on_document_released", "source": source, "version": 1,
            "event": "document_released", "envelope": "{}", "first_at": datetime.now(OFFICE_ZONE),
            "attempts": 3, "state": "parked", "due_at": datetime.now(OFFICE_ZONE), "error": "broken",
        }
    )  # fmt: skip
    return f"documents~{entry_id}"


MAKERS: dict[str, Callable[[System], str]] = {
    "organ": lambda _: "east",
    "person": lambda _: "east.handler",
    "spare": lambda _: "nanhu.handler",
    "document": _made("east.clerk", "/documents", DOCUMENT),
    "revised_document": _revised,
    "autosave": _autosave,
    "mover": _mover,
    "closing": _closing,
    "post": _post,
    "open_post": _post,
    "group": _group,
    "delegation": lambda system: str(system.person("east.registrar").post("/delegations", _filled(DELEGATION))["id"]),
    "ruling": _made("nanhu.admin", "/rulings", RULING),
    "countersign": _countersign,
    "incoming": _incoming,
    "classified": _made("north.registrar", "/classified", CLASSIFIED),
    "internal_document": _internal,
    "letter": _made("west.registrar", "/incoming", LETTER),
    "volume": _volume,
    "closed_volume": _closed_volume,
    "meeting": _made("east.director", "/meetings", MEETING),
    "room": lambda _: "east-101",
    "booking": _booking,
    "branch": _made("east.director", "/branches", BRANCH),
    "calendar": _calendar,
    "series": _made("east.director", "/meeting-series", SERIES),
    "coded_meeting": _made("east.director", "/meetings", {**MEETING, "by_code": True}),
    "assembly": _made("east.director", "/meetings", ASSEMBLY),
    "topic": lambda system: _topic(system)[1],
    "vote": _vote("open"),
    "secret_vote": _vote("secret"),
    "visit": _made("east.clerk", "/visits", VISIT),
    "vehicle": _made("east.clerk", "/vehicles", VEHICLE),
    "costly_vehicle": _costly_vehicle,
    "driver": _made("east.clerk", "/drivers", CHAUFFEUR),
    "trip": _made("east.handler", "/trips", TRIP),
    "mail_item": _made("east.registrar", "/mail-items", MAIL_ITEM),
    "subscription": _made("east.registrar", "/subscriptions", SUBSCRIPTION),
    "supply": _made("east.clerk", "/supplies", SUPPLY),
    "asked_supply": _made("east.clerk", "/supplies", SUPPLY),
    "supply_request": _supply_request,
    "course": _course(),
    "open_course": _course(("east.director", "actions/publish")),
    "attended_course": _course(("east.director", "actions/publish"), ("east.handler", "enrolments")),
    "seal": _made("north.director", "/seals", SEAL),
    "recorded_seal": _recorded_seal,
    "seal_use": _seal_use,
    "task": _made("east.director", "/tasks", TASK),
    "parked": _parked,
}


def routes() -> list[Route]:
    """Return every route that has a line."""
    return [route for route in api_routes() if route.operation in VALID]


def path_of(route: Route, thing_id: str, action: str | None = None) -> str:
    """Return a route's path with its parameters."""
    valid = VALID[route.operation]
    return route.path.replace("{id}", thing_id).replace("{action}", action or valid.action) + valid.query


def body_of(route: Route, thing_id: str) -> dict[str, Any] | None:
    """Return a route's body; `{id}` stands for the record's id where the body names it."""
    body = VALID[route.operation].body
    return None if body is None else _filled({k: thing_id if v == "{id}" else v for k, v in body.items()})


def _filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the marks in a body by unused values."""
    fresh = {mark: next(values) for mark, values in FRESH.items() if mark in body.values()}
    return {name: fresh.get(value, value) if isinstance(value, str) else value for name, value in body.items()}


def ask(system: System, route: Route, stock: Stock, *, who: str | None = None, fresh: bool = False) -> Answer:
    """Make a valid request, as its own person or as another; retry after the given time if the service is busy."""
    valid = VALID[route.operation]
    thing = "" if not valid.thing else stock.new(valid.thing) if fresh else stock.id_of(valid.thing)
    body = body_of(route, thing)
    office = system.person(who or valid.who or "east.clerk")
    for _ in range(TRIES):
        answer = office.ask(route.method, f"{system.url}{path_of(route, thing)}", body)
        if answer.status != 503:
            break
        time.sleep(int(answer.response.headers["Retry-After"]))
    return answer
