"""The console's daily work in a real browser: pending tasks, incoming papers, and typed text when something breaks."""

import shutil
import subprocess
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.calendar import office_date
from tests.flows.test_delegations import attach
from tests.flows.test_document_story import draft_and_release
from tests.flows.test_meetings import meeting
from tests.support.system import PASSWORD, System, eventually, soon

CONSOLE = Path(__file__).parents[2] / "console"

pytestmark = [
    pytest.mark.skipif(
        shutil.which("chromium") is None or not (CONSOLE / "node_modules").is_dir(),
        reason="no Chromium or no node_modules: make test-console",
    ),
    pytest.mark.timeout(300),
]


def tell(system: System, story: str, *more: str) -> None:
    told = subprocess.run(
        ["node", f"e2e/{story}.mjs", system.url, PASSWORD, *more],
        cwd=CONSOLE,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert told.returncode == 0, told.stderr[-3000:]


def waiting_to_be_signed(system: System, title: str, *, attached: bool = False) -> str:
    """Take a notice to the step of signing by the leader of the east campus."""
    title = f"关于{title}的通知（{uuid.uuid4().hex[:6]}）"
    said = {"kind": "notice", "title": title, "body": "请按时办理。", "recipients": ["west"]}
    document = system.person("east.clerk").post("/documents", said)["id"]
    if attached:
        attach(system, f"/documents/{document}", "east.clerk")
    system.person("east.clerk").post(f"/documents/{document}/actions/submit", {"confirm": True})
    system.person("east.director").post(f"/documents/{document}/actions/approve", {"confirm": True})
    eventually(
        lambda: title in [each["title"] for each in system.person("east.leader").get("/me/todo?limit=100")["items"]]
    )
    return title


def test_several_are_signed_at_once_and_nothing_moves_while_one_types(shared_system: System) -> None:
    titles = [waiting_to_be_signed(shared_system, each) for each in ("体检", "培训", "值班")]

    tell(shared_system, "inbox", *titles)


def test_what_was_typed_outlives_tab_network_and_session(shared_system: System) -> None:
    tell(shared_system, "recovery")


def test_a_paper_from_outside_is_entered_with_its_scan_and_handled_to_its_sheet(shared_system: System) -> None:
    tell(shared_system, "incoming")


def test_a_colleague_signs_in_another_s_place_under_a_banner(shared_system: System) -> None:
    title = waiting_to_be_signed(shared_system, "外出", attached=True)
    today = office_date(datetime.now(UTC))
    said = {
        "delegate": "east.handler",
        "from_on": f"{today}",
        "until_on": f"{today + timedelta(days=2)}",
        "reason": "外出",
    }
    delegation = shared_system.person("east.leader").post("/delegations", said)["id"]

    tell(shared_system, "place", title)

    shared_system.person("east.leader").post(f"/delegations/{delegation}/actions/end")


def test_everybody_has_their_aids(shared_system: System) -> None:
    for matter in ("防火", "防汛"):
        draft_and_release(shared_system, title=f"关于{matter}的通知")
    waiting = shared_system.person("west.registrar")
    eventually(lambda: len(waiting.get("/me/todo")["items"]) >= 2)

    tell(shared_system, "aids")


def test_one_search_finds_documents_meetings_and_matters_and_leads_to_them(shared_system: System) -> None:
    word, person = "气象雷达", shared_system.person
    said = {"kind": "notice", "title": f"关于检修{word}的通知", "body": "请检修。", "recipients": ["west"]}
    document = person("east.clerk").post("/documents", said)["id"]
    person("east.clerk").post(f"/documents/{document}/actions/submit", {"confirm": True})
    person("east.director").post("/meetings", meeting(rooms=[], title=f"{word}检修会", **soon()))
    due = f"{office_date(datetime.now(UTC)) + timedelta(days=9)}"
    person("east.director").post("/tasks", {"title": f"检修{word}", "responsible": "east.handler", "due_on": due})

    tell(shared_system, "search", word)
