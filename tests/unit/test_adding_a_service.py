"""The guide for a new service is correct: its files, written into a copy of the project as they are, work."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PART = re.compile(r"^### \d+\. [^`\n]*`(?P<path>[^`]+\.py)`$(?P<rest>.*?)(?=^### )", re.M | re.S)
BLOCK = re.compile(r"^```(?P<kind>python|json)\n(?P<text>.*?)^```$", re.M | re.S)
STORY = """
from pydantic import TypeAdapter

from services.gateway.routes import api_routes
from services.directory.posts.api import Matter
from services.letters import app
from services.letters.domain import Letter
from services.notifications.views import link_of
from services.registry import names, service_class, subscribers, workflows
from shared.api.shapes import RecordType
from shared.contracts import catalog
from shared.errors import Forbidden, NotFound, TransitionRefused
from shared.testing import MemoryCollection
from tests.support.office import Roster, actor, on


class Letters(MemoryCollection[Letter]):
    name, service, kind = "letters", "letters", Letter


def refused(error, action, who, letters):
    try:
        app.act(letters.on(on(who)), "l1", action, occasion=on(who), comment=None)
    except error:
        return True
    return False


letters = Letters(on("east.registrar"))
entered = app.enter(
    letters, Roster(), occasion=on("east.registrar"), new_id="l1", wanted={"sender": "区档案馆", "addressee": "east.handler"}
)
shown = app.shown(entered, actor("east.handler"))
assert [each["code"] for each in shown["actions"]] == ["collect"], shown
assert refused(NotFound, "collect", "west.registrar", letters) and refused(Forbidden, "collect", "east.registrar", letters)
collected = app.act(letters.on(on("east.handler")), "l1", "collect", occasion=on("east.handler"), comment=None)
assert collected.status == "collected" and collected.version == 2
assert refused(TransitionRefused, "collect", "east.handler", letters)
assert [event["event"] for _, event in letters.announced] == ["letter_entered", "letter_collected"]
assert [event["data"]["letter_id"] for _, event in letters.announced] == ["l1", "l1"]

assert "letters" in names() and service_class("letters").__name__ == "LettersService"
assert "收发登记" in [table.title for table in workflows()]
assert {"/api/v1/letters", "/api/v1/letters/{id}/actions/{action}"} <= {route.path for route in api_routes()}
assert "letter_collected" in [each["event"] for each in catalog({})]

turn = letters.announced[0][1]["turn"]
assert (turn["type"], turn["title"], turn["knows"]) == ("letter", "区档案馆来信", ["o:east:registrar"])
assert [wait["whom"] for wait in turn["waits"]] == [["p:p-east.handler@east"]], turn
assert letters.announced[1][1]["turn"]["ended"]
assert TypeAdapter(RecordType).validate_python("letter") and TypeAdapter(Matter).validate_python("letters.enter")
assert link_of({"type": "letter", "record_id": "l1"}) == "/letters/l1"
assert subscribers()["letter_entered"] == ["notifications.on_letters_turn"]
print("the letters are there")
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("house")
    for part in ("services", "shared", "tests/support"):
        shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns("__pycache__", "static"))
    (home / "tests" / "__init__.py").touch()
    guide = (ROOT / "docs" / "adding-a-service.md").read_text(encoding="utf-8")
    for part in PART.finditer(guide):
        for block in BLOCK.finditer(part["rest"]):
            if block["kind"] == "python":
                path = home / part["path"]
                path.parent.mkdir(exist_ok=True)
                path.write_text(block["text"], encoding="utf-8")
            else:
                for event in ("letter_entered", "letter_collected"):
                    (home / "shared/contracts/examples" / f"{event}.v1.json").write_text(block["text"], "utf-8")
    (home / "services/letters/__init__.py").write_text('"""Letters."""\n', "utf-8")
    return home


def test_the_service_of_the_guide_works_as_it_stands_there(house: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STORY], cwd=house, capture_output=True, text=True, check=False
    )

    assert done.stdout.strip() == "the letters are there", done.stderr[-2000:]


def test_it_is_a_folder_and_a_contract_and_nothing_else(house: Path) -> None:
    new = [path for path in house.rglob("*") if path.is_file() and not (ROOT / path.relative_to(house)).exists()]
    own = sorted(path.relative_to(house).as_posix() for path in new if "__pycache__" not in path.parts)

    assert own == [
        "services/letters/__init__.py", "services/letters/api.py", "services/letters/app.py",
        "services/letters/domain.py", "services/letters/kinds.py", "services/letters/service.py",
        "services/letters/store.py", "shared/contracts/examples/letter_collected.v1.json",
        "shared/contracts/examples/letter_entered.v1.json", "shared/contracts/letters.py",
    ]  # fmt: skip
