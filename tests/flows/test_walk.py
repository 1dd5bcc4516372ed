"""People act at random: their lists match what the running services allow, and reveal nothing that they may not
see, by list, count, stream and mail.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
import requests

from shared.calendar import OFFICE_ZONE
from tests.conftest import Launch
from tests.support.mails import mail_server
from tests.support.system import System, eventually
from tests.support.walked import PATHS, PEOPLE, PLACES, records, stuck
from tests.support.walking import Walk
from tests.unit.documents.test_seals import png

SEED = int(os.environ.get("TONGBAN_WALK_SEED", "20261129"))
STEPS, ROUNDS, SECONDS = 60, 3, 10
QUIET = {
    "document": ("submit",),  # a draft that was never handed in is the drafter's own and waits for nobody
    "incoming": ("propose",),  # a second proposal is a change of mind
    "meeting": ("reply", "settle", "send_papers", "call", "hold", "confirm", "adjourn", "close", "move"),
    "course": ("enrol",),  # whoever likes does
    "vote": ("start", "count", "decide"),  # they wait for all who are there, and may be taken as soon as enough voted
}
"""Main steps that may be taken and yet wait for nobody."""
BESIDE = {"incoming": ("report",)}
"""Steps that wait for somebody though they are not the record's main step."""


def listed(system: System, who: str, box: str, place: dict[str, str]) -> list[dict[str, Any]]:
    """Return all of a box."""
    items, cursor = [], ""
    while True:
        page = system.person(who).ask("GET", f"/me/todo?box={box}&limit=100{cursor}", **place)
        assert page.status == 200, page.text
        items += page["items"]
        if page["cursor"] is None:
            return items
        cursor = f"&cursor={page['cursor']}"


def differences(
    system: System, who: str, there: dict[tuple[str, str], dict[str, Any]], keys: set[tuple[str, str]],
    place: dict[str, str] | None = None,
) -> list[str]:  # fmt: skip
    """Return the differences between a person's tasks and what the services allow now; `there`: what they may see; `keys`
    receives what waits for them.
    """
    place, found = place or {}, list[str]()
    boxes = {box: listed(system, who, box, place) for box in ("todo", "toread", "mine", "done")}
    waiting = boxes["todo"] + boxes["toread"]
    for item in (each for box in boxes.values() for each in box):
        if (item["type"], item["record_id"]) not in there:
            found.append(f"{who} may not see {item['type']} {item['title']} {item['stage']}")
    offers = {
        key: {each["code"]: each for each in record["actions"] if each["enabled"]} for key, record in there.items()
    }
    for key in [key for key in offers if key[0] == "vote"]:
        offers[key] |= {
            each: {"primary": True} for each in says(there, there[key], system.person(who).get("/me")["id"])
        }
    for item in waiting:
        key = (item["type"], item["record_id"])
        if key in offers and item["action"]["enabled"] is not (item["action"]["code"] in offers[key]):
            found.append(f"{who} may not {item['action']['code']} {key} {item['stage']}: {sorted(offers[key])}")
    keys |= {(each["type"], each["record_id"]) for each in waiting}
    for (type, record), may in offers.items():
        main = [code for code, each in may.items() if each["primary"] or code in BESIDE.get(type, ())]
        if (type, record) not in keys and set(main) - {*QUIET.get(type, ())}:
            found.append(f"{who} may {main} {type} {record} {there[type, record]['status']}, and nothing says so")
    counts = system.person(who).ask("GET", "/me/counts", **place)
    sizes = {box: len(boxes[box]) for box in ("todo", "toread", "mine")}
    if sizes != {box: counts[box] for box in sizes}:
        found.append(f"{who} is told {dict(counts)}, and there are {sizes}")
    return found


def says(there: dict[tuple[str, str], dict[str, Any]], vote: dict[str, Any], me: str) -> list[str]:
    """Return the votes' own step that a person may take now: those present who have not, the chair last."""
    meeting = there["meeting", vote["meeting"]]
    here = {each["person"]["id"] for each in meeting["signed_in"] if each["left_at"] is None}
    done = {each["voter"]["id"] for each in vote["ballots"]} | {each["id"] for each in vote["papers_taken_by"]}
    silent, chair = {each["id"] for each in vote["members"]} & here - done, meeting["chair"]["id"]
    if vote["status"] != "open" or me not in silent:
        return []
    if vote["mode"] == "secret":
        return ["take_paper"]
    return [] if chair in done or (me == chair and silent != {me}) else ["cast"]


def agree(
    system: System, who: str, wrong: list[str], seen: set[tuple[str, str]], place: dict[str, str] | None = None
) -> tuple[dict[tuple[str, str], dict[str, Any]], set[tuple[str, str]]]:
    """Wait until a person's list matches the offers of the services, or record the differences; return what they may see
    now and what waits for them. `seen` receives all that they saw meanwhile.
    """
    ends = time.monotonic() + SECONDS
    while True:
        there, waiting = records(system, who, place), set[tuple[str, str]]()
        seen.update(there)
        found = differences(system, who, there, waiting, place)
        if not found or time.monotonic() > ends:
            wrong += found
            return there, waiting
        time.sleep(0.3)


def heard(system: System, who: str, last: str | None) -> tuple[list[dict[str, Any]], str]:
    """Return a person's stream events since an event; without one, only the current position."""
    headers = {"Authorization": f"Bearer {system.person(who).token}", **({"Last-Event-ID": last} if last else {})}
    answer = requests.get(f"{system.url}/api/v1/me/stream?seconds=1", headers=headers, timeout=20)
    lines = [line.partition(": ") for line in answer.text.splitlines()]
    told = [json.loads(value) for name, _, value in lines if name == "data"]
    return told, next((value for name, _, value in reversed(lines) if name == "id"), last or "")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [SEED])
def test_lists_are_what_the_services_offer_and_tell_nobody_more(launch: Launch, seed: int) -> None:
    with mail_server() as (box, port):
        system = launch(
            TONGBAN_WATCH_SECONDS="1", TONGBAN_SMTP_HOST="127.0.0.1", TONGBAN_SMTP_PORT=str(port),
            TONGBAN_SMTP_SECURITY="none",
        )  # fmt: skip
        today = datetime.now(OFFICE_ZONE).date().isoformat()
        for delegate, giver in PLACES:
            given = {"delegate": delegate, "from_on": today, "until_on": today, "reason": "外出"}
            system.person(giver).post("/delegations", given)
        alone = system.person("nanhu.admin").get("/people?organ=north&role=director")["items"][0]["id"]
        drafting = {"roles": ["director", "clerk"]}
        assert system.person("nanhu.admin").ask("PATCH", f"/people/{alone}", drafting).status == 200
        for who in PEOPLE:
            assert system.person(who).ask("PUT", "/me/preferences", {"mail": f"{who}@example.edu.cn"}).status == 200
        for organ in ("east", "west"):
            seal = system.person(f"{organ}.director").post("/seals", {"keeper": f"{organ}.registrar"})["id"]
            system.person("nanhu.admin").post(f"/seals/{seal}/actions/record", {"image": png()})
        mails = Readings(system, box.taken)
        begun = {who: heard(system, who, None)[1] for who in PEOPLE[:4]}
        walk, seen = Walk(system, seed), {who: set[tuple[str, str]]() for who in PEOPLE}

        for place in range(ROUNDS):
            _stand_in(system, place)
            walk.steps(STEPS, mails.note)
            wrong: list[str] = []
            found = {who: agree(system, who, wrong, seen[who]) for who in PEOPLE}
            for delegate, giver in PLACES:
                agree(system, delegate, wrong, set(), {"In_Place_Of": giver})
            wrong += stuck({who: each[0] for who, each in found.items()}, {who: each[1] for who, each in found.items()})
            assert wrong == [], f"seed {seed}: {'; '.join(wrong)}"
            mails.see({who: each[0] for who, each in found.items()})

        for who, since in begun.items():
            told, _ = heard(system, who, since)
            others = {(each["type"], each["record_id"]) for each in told if each.get("record_id")} - seen[who]
            assert others == set(), f"seed {seed}: {who} heard of {others}"
        mails.tell_only_what_is_theirs(walk)
        taken = Counter((type, action) for type, action, status in walk.taken if status == 200)
        types = {type for each in seen.values() for type, _ in each}
        assert len(taken) > 15, f"seed {seed}: the walk went nowhere: {taken}"
        assert types >= PATHS.keys(), f"seed {seed}: nothing of {PATHS.keys() - types} was compared"
        refusals = {("document", "object"), ("countersign", "object"), ("classified", "propose_destruction")}
        assert taken.keys() >= refusals and walk.refused >= {"joint"}, f"seed {seed}: nobody refused: {taken}"


STAND_INS = (("east", "registrar", "east.handler"), ("west", "director", "west.clerk"))
"""The organ and role of a post that nobody holds, and who stands in (代岗)."""


def _stand_in(system: System, place: int) -> None:
    """Have one more person stand in from each round on; in the last round the first one stands down."""
    admin = system.person("nanhu.admin")
    if place < len(STAND_INS):
        organ, role, who = STAND_INS[place]
        admin.post("/posts", {"organ": organ, "name": "代管岗位", "roles": [role], "stand_in": who})
        eventually(lambda: system.person(who).get("/me")["acting"] == [role], what="stands in")
        return
    organ, _, who = STAND_INS[0]
    (post,) = [each for each in admin.get(f"/posts?organ={organ}&limit=100")["items"] if each["name"] == "代管岗位"]
    admin.post(f"/posts/{post['id']}/actions/disable", {"comment": "岗位撤销"})
    eventually(lambda: system.person(who).get("/me")["acting"] == [], what="stands down")


class Readings:
    """What the readers of mails could see when the mails came: a task that is passed on later is no longer theirs."""

    def __init__(self, system: System, taken: list[tuple[str, str]]) -> None:
        self.system, self.taken, self.noted = system, taken, 0
        self.seen: dict[str, list[str]] = {who: [] for who in PEOPLE}

    def note(self) -> None:
        """Note what waits for the reader of each mail that came since."""
        came = self.taken[self.noted :]
        self.noted += len(came)
        for who in {to.partition("@")[0] for to, _ in came}:
            for box in ("todo", "toread", "done"):
                self.seen[who].append(json.dumps(listed(self.system, who, box, {}), ensure_ascii=False))

    def see(self, there: Mapping[str, Mapping[tuple[str, str], Mapping[str, Any]]]) -> None:
        """Note all that each person may see."""
        for who, found in there.items():
            self.seen[who].append(json.dumps(list(found.values()), ensure_ascii=False))

    def tell_only_what_is_theirs(self, walk: Walk) -> None:
        """Check that a mail names no record that its reader could not see, and nothing internal at all."""
        assert self.taken, "no reminder left"
        self.see({who: records(self.system, who) for who in {to.partition("@")[0] for to, _ in self.taken}})
        for to, text in self.taken:
            for title in walk.titles:
                if title in text:
                    assert any(title in each for each in self.seen[to.partition("@")[0]]), f"{to} was told of {title}"
                    assert title not in walk.internal, f"{title} left the house"
