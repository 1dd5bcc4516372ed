"""The console in a real browser, against the running system. `make test-console` sets up what it needs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Launch
from tests.support.requests import Stock
from tests.support.system import PASSWORD

CONSOLE = Path(__file__).parents[2] / "console"
CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or not (CONSOLE / "node_modules").is_dir(),
    reason="no Chromium or no node_modules: make test-console",
)


@pytest.mark.timeout(300)
def test_a_notice_goes_from_draft_to_handler_by_clicking(launch: Launch) -> None:
    system = launch()

    told = subprocess.run(
        ["node", "e2e/story.mjs", system.url, PASSWORD], cwd=CONSOLE, capture_output=True, text=True, timeout=280
    )

    assert told.returncode == 0, told.stderr[-3000:]


@pytest.mark.timeout(300)
def test_meetings_are_planned_and_a_secret_vote_is_cast_by_nobody(launch: Launch) -> None:
    system = launch()
    stock = Stock(system)
    said = [stock.new("secret_vote"), stock.new("coded_meeting")]

    told = subprocess.run(
        ["node", "e2e/pages.mjs", system.url, PASSWORD, *said], cwd=CONSOLE, capture_output=True, text=True, timeout=280
    )

    assert told.returncode == 0, told.stderr[-3000:]
