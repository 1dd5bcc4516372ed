"""Every page of the console in a real browser, with script in all that people typed: it stays text, and the page is sound."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Launch
from tests.support.hostile import SCRIPT, stock, with_file
from tests.support.system import PASSWORD, System

CONSOLE = Path(__file__).parents[2] / "console"

pytestmark = [
    pytest.mark.skipif(
        shutil.which("chromium") is None or not (CONSOLE / "node_modules").is_dir(),
        reason="no Chromium or no node_modules: make test-console",
    ),
    pytest.mark.timeout(300),
]


def walk(system: System, pages: dict[str, list[str]]) -> None:
    """Visit pages, each as a person; `!` marks those that show entered text."""
    told = subprocess.run(
        ["node", "e2e/walk.mjs", system.url, PASSWORD, SCRIPT, json.dumps(pages)],
        cwd=CONSOLE,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert told.returncode == 0, told.stderr[-3000:]


def test_script_in_documents_and_registers_stays_text_on_every_page(launch: Launch) -> None:
    system = launch()
    things = stock(system)
    incoming, document, revised = things.new("incoming"), things.new("document"), things.new("revised_document")
    countersign, letter, internal = things.new("countersign"), things.new("letter"), things.new("internal_document")
    with_file(system, "documents", document, "east.clerk")
    with_file(system, "incoming", letter, "west.registrar")
    paper, use, seal = things.new("classified"), things.new("seal_use"), things.new("seal")
    volume = things.new("volume")
    sent = system.person("west.registrar").get(f"/incoming/{incoming}")["document_id"]

    walk(
        system,
        {
            "east.clerk": [
                "/todo", "/todo/done!", "/documents!", f"/documents/{document}!", f"/documents/{document}/edit",
                f"/documents/{document}/sheet!", f"/documents/{revised}!", f"/documents/{sent}!",
                f"/documents/{sent}/sheet!", "/documents/new", "/groups", "/rulings", "/search?q=img", "/me",
            ],
            "east.director": [f"/documents/{internal}!", "/registers/outgoing!", "/todo!"],
            "west.registrar": [
                "/incoming!", f"/incoming/{incoming}!", f"/incoming/{incoming}/sheet!", f"/incoming/{letter}!",
                "/incoming/new", "/registers/incoming", "/todo!", "/todo/mine", "/todo/toread",
            ],
            "west.leader": ["/countersigns!", f"/countersigns/{countersign}!"],
            "north.registrar": [
                "/registers/classified", f"/registers/classified/{paper}!", "/archive", f"/archive/volumes/{volume}",
                "/seals!", f"/seals/uses/{use}!",
            ],
            "nanhu.admin": ["/seals/stamps!", f"/seals/{seal}!", "/district", "/groups"],
        },
    )  # fmt: skip


def test_script_in_meetings_tasks_and_people_stays_text_on_every_page(launch: Launch) -> None:
    system = launch()
    things = stock(system)
    topic, vote, meeting, branch = (things.new(each) for each in ("topic", "vote", "meeting", "branch"))
    series, booking, task, course = (things.new(each) for each in ("series", "booking", "task", "course"))
    visit, group, delegation = (things.new(each) for each in ("visit", "group", "delegation"))
    item, paper = things.new("mail_item"), things.new("subscription")
    supply, asked = things.new("supply"), things.new("supply_request")
    trip, vehicle, driver = (things.new(each) for each in ("trip", "costly_vehicle", "driver"))
    assert booking and group and delegation
    mover = things.new("mover")
    named = {"name": f"名{SCRIPT}"[:60], "post": f"岗{SCRIPT}"[:60]}
    assert system.person("nanhu.admin").ask("PATCH", f"/people/{mover}", named).status == 200
    post = {"organ": "east", "name": f"岗{SCRIPT}"[:60], "matters": ["incoming.receive"], "duties": SCRIPT}
    system.person("nanhu.admin").post("/posts", post)
    system.person("nanhu.admin").post("/rulings", {"since": "2099-01-01", "cap_fen": 4500, "reason": SCRIPT})

    walk(
        system,
        {
            "east.director": [
                "/meetings", "/meetings?view=week", "/meetings?view=month", "/meetings?view=list!", "/meetings/new",
                "/meetings/free", "/meetings/calendars", "/meetings/rooms/east-hall", "/meetings/branches!",
                f"/meetings/branches/{branch}!", f"/meetings/series/{series}", f"/meetings/{meeting}!", f"/meetings/{meeting}/agenda!",
                f"/topics/{topic}!", f"/votes/{vote}!", "/tasks!", "/tasks/new", "/tasks/figures", f"/tasks/{task}!",
                "/courses!", f"/courses/{course}!", "/help", "/kit", "/licences",
            ],
            "east.clerk": [
                "/visits", "/visits/new", f"/visits/{visit}!", f"/visits/{visit}/edit", "/groups!",
                "/trips!", "/trips/new", "/trips/day", f"/trips/{trip}!", "/vehicles!", f"/vehicles/{vehicle}!", f"/drivers/{driver}",
                "/supplies!", f"/supplies/{supply}!", f"/supply-requests/{asked}!",
            ],
            "east.registrar": ["/me!", "/mail!", f"/mail/{item}!", "/subscriptions!", f"/subscriptions/{paper}!"],
            "nanhu.admin": [
                "/admin/people!", f"/admin/people/{mover}!", "/admin/organs", "/admin/organs/east", "/admin/exchange",
                "/admin/posts!", "/rulings!",
            ],
            "auditor": ["/admin/trails!"],
            "system": ["/admin/trails"],
            "security": ["/admin/accounts!"],
        },
    )  # fmt: skip
