"""The console in a real browser, against the running system. `make test-console` sets up what it needs."""

import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shared.calendar import OFFICE_ZONE
from shared.runtime.config import settings
from tests.conftest import Launch
from tests.flows.test_document_story import draft_and_release
from tests.flows.test_renditions import fetched
from tests.support.requests import MEETING, Stock
from tests.support.system import PASSWORD, System, soon, within_the_hour

CONSOLE = Path(__file__).parents[2] / "console"
CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or not (CONSOLE / "node_modules").is_dir(),
    reason="no Chromium or no node_modules: make test-console",
)


def tell(story: str, system: System, *said: str) -> None:
    """Play a story in the browser; on failure show what the screens showed."""
    command = ["node", f"e2e/{story}.mjs", system.url, PASSWORD, *said]
    told = subprocess.run(command, cwd=CONSOLE, capture_output=True, text=True, timeout=280)
    assert told.returncode == 0, told.stderr[-3000:]


@pytest.mark.timeout(300)
def test_a_notice_goes_from_draft_to_handler_by_clicking(launch: Launch) -> None:
    tell("story", launch())


@pytest.mark.timeout(300)
def test_meetings_are_planned_and_a_secret_vote_is_cast_by_nobody(launch: Launch) -> None:
    system = launch()
    stock = Stock(system)

    coded = system.person("east.director").post("/meetings", {**MEETING, "by_code": True, **within_the_hour()})

    tell("pages", system, stock.new("secret_vote"), coded["id"])


@pytest.mark.timeout(300)
def test_supervision_seals_archive_reception_and_training_are_done_by_clicking(launch: Launch) -> None:
    system = launch()
    stock = Stock(system)

    stock.new("incoming")
    day = datetime.now(OFFICE_ZONE).date() + timedelta(days=3)
    rehearsal = {"title": "排练", "starts_at": f"{day}T14:00:00+08:00", "ends_at": f"{day}T16:00:00+08:00"}
    system.person("east.clerk").post("/rooms/east-101/bookings", rehearsal)
    tell("office", system, stock.new("recorded_seal"), stock.new("volume"))


@pytest.mark.timeout(300)
def test_a_file_is_verified_by_somebody_without_an_account(launch: Launch, tmp_path: Path) -> None:
    system = launch(TONGBAN_FONTS=str(settings().font_folder))
    document, file = draft_and_release(system), tmp_path / "issued.pdf"
    file.write_bytes(fetched(system, "east.clerk", f"/documents/{document['id']}/rendition.pdf").content)

    tell("verify", system, str(file))


@pytest.mark.timeout(300)
def test_a_word_file_becomes_a_draft_that_another_campus_countersigns(launch: Launch) -> None:
    system = launch(TONGBAN_FONTS=str(settings().font_folder))
    said = {"kind": "notice", "title": "关于检查的通知", "body": "请逐项检查。", "recipients": ["west"]}

    tell("papers", system, str(system.person("east.clerk").post("/documents", said)["id"]))


@pytest.mark.timeout(300)
def test_the_district_s_groups_rulings_and_reminders_are_kept_by_clicking(launch: Launch) -> None:
    system = launch()

    tell("district", system, str(draft_and_release(system)["id"]))


@pytest.mark.timeout(300)
def test_a_notice_and_a_secret_vote_are_done_by_keyboard_alone(launch: Launch) -> None:
    system = launch()

    tell("keyboard", system, Stock(system).new("secret_vote"))


@pytest.mark.timeout(300)
def test_a_committee_goes_from_the_call_for_topics_to_a_decision_that_is_followed(launch: Launch) -> None:
    system = launch()
    when = soon(seconds=90)  # everybody signs in before it begins
    wanted = {
        **MEETING,
        "title": "党委会",
        "kind": "party_committee",
        "rooms": [],
        "topics": [],
        "chair": "east.leader",
        **when,
    }
    wanted["members"] = ["east.leader", "east.director", "east.clerk"]

    planned = system.person("east.director").post("/meetings", wanted)

    tell("agenda", system, planned["id"], when["starts_at"])
