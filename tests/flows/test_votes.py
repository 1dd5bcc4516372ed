"""From the call for topics to the cleared task, over either broker, with the process ended on the way; and a secret vote."""

import json
import re
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import Launch
from tests.flows.test_meetings import meeting, on
from tests.support.ballots import Paper
from tests.support.system import Office, System, eventually, soon, today

MEMBERS = ["east.leader", "east.director", "east.clerk", "east.registrar"]
TOPIC = {"title": "关于冬季安全工作的安排", "papers": [{"name": "议题说明", "text": "冬季将至，拟开展安全检查。"}]}


def held(system: System, **changes: Any) -> tuple[str, str]:
    """Take a meeting of the Party committee to its sign-in, with one topic; return the paths of both."""
    director, chair = system.person("east.director"), system.person("east.leader")
    when = soon()
    changes = {"rooms": [], "members": MEMBERS, "chair": "east.leader", "topics": [], **when, **changes}
    wanted = meeting(kind="party_committee", **changes)
    path = f"/meetings/{director.post('/meetings', wanted)['id']}"
    director.post(f"{path}/actions/invite_topics", {"until": when["starts_at"]})
    topic = f"/topics/{system.person('east.clerk').post(f'{path}/topics', TOPIC)['id']}"
    director.post(f"{topic}/actions/accept")
    refused = director.ask("POST", f"{path}/actions/call", {})
    assert (refused.status, refused["errors"][0]["code"]) == (422, "agenda_unsettled")
    chair.post(f"{path}/actions/settle", {"topics": [topic.rpartition("/")[2]]})
    director.post(f"{path}/actions/send_papers")
    director.post(f"{path}/actions/call")
    system.person("east.registrar").post(f"{path}/actions/reply", {"answer": "absent", "comment": "出差"})
    for who in MEMBERS[:3]:
        system.person(who).post(f"{path}/actions/sign_in")
    director.post(f"{path}/actions/hold")
    return path, topic


def broken(office: Office, path: str, body: dict[str, Any]) -> None:
    """Send a request that ends the process."""
    with pytest.raises(requests.RequestException):
        office.ask("POST", path, body)


def papers(system: System, vote: str) -> dict[str, dict[str, Any]]:
    """Take a paper for everybody present; return each one's ballot, without a choice."""
    key, found = system.person("east.leader").get(vote)["key"], {}
    for who in MEMBERS[:3]:
        paper = Paper.new(key)
        signature = system.person(who).post(f"{vote}/papers", {"blinded": paper.blinded})["signature"]
        found[who] = paper.ballot(signature, "agree")
    return found


def drop(system: System, vote: str, ballot: dict[str, Any]) -> requests.Response:
    """Cast a ballot, without a token and over a separate connection."""
    return requests.post(f"{system.url}/api/v1{vote}/box", json=ballot, timeout=10)


@pytest.mark.timeout(300)
def test_a_topic_becomes_a_decision_minutes_and_a_cleared_task(launch: Launch, broker: str | None) -> None:
    system = launch(broker=broker, TONGBAN_WATCH_SECONDS="0.2")
    path, topic = held(system)
    system.kill()
    system.start(TONGBAN_FAILPOINT="after_write.topic_put:kill")  # ends before the vote itself is written
    chair, topic_id = system.person("east.leader"), topic.rpartition("/")[2]
    broken(chair, f"{path}/votes", {"topic": topic_id, "mode": "open"})
    system.wait_ended()
    system.start()
    vote = eventually(lambda: f"/votes/{chair.get(f'{path}/votes')['items'][0]['id']}")
    early = chair.ask("POST", f"{vote}/ballots", {"choice": "agree"})
    assert (early.status, early["code"]) == (409, "chair_speaks_last") and len(early["missing"]) == 2
    outsider = system.person("east.registrar").ask("POST", f"{vote}/ballots", {"choice": "agree"})
    assert (outsider.status, outsider["code"], outsider["next"]) == (409, "not_entitled_to_vote", "sign_in")
    for who, choice in (("east.director", "同意"), ("east.clerk", "同意"), ("east.leader", "同意")):
        system.person(who).post(f"{vote}/ballots", {"choice": choice})

    system.kill()
    system.start(TONGBAN_FAILPOINT="after_write.vote_counted:kill")  # ends before the topic knows
    broken(chair, f"{vote}/actions/count", {})
    system.wait_ended()
    system.start()
    decided = eventually(lambda: (found := chair.get(topic))["status"] == "passed" and found)
    assert decided["how"] == "公开表决：应到4人，同意3，不同意0，弃权0，通过"

    due = (today() + timedelta(days=30)).isoformat()
    decision = {"text": "开展冬季安全检查", "responsible": "east.handler", "due_on": due}
    director = system.person("east.director")
    loose = director.ask("POST", f"{path}/actions/adjourn", {"decisions": [decision]})
    assert (loose.status, loose["errors"][0]["code"]) == (422, "undecided")
    adjourned = director.post(f"{path}/actions/adjourn", {"decisions": [{**decision, "topic": topic_id}]})
    assert "缺席：沈雅琴（请假：出差）" in adjourned["record"]
    system.kill()
    system.start(TONGBAN_FAILPOINT="after_write.meeting_closed:kill")  # ends before anybody hears of it
    broken(chair, f"{path}/actions/confirm", {})
    system.wait_ended()
    system.start()

    row = eventually(lambda: system.person("east.clerk").get("/documents")["items"][0])
    draft = system.person("east.clerk").get(f"/documents/{row['id']}")
    assert row["body"] is row["content"] is None
    assert "会议审议通过《关于冬季安全工作的安排》。" in draft["body"] and "开展冬季安全检查" in draft["body"]
    handler = system.person("east.handler")
    (found,) = eventually(lambda: handler.get("/tasks?board=mine")["items"])
    task = f"/tasks/{found['id']}/actions"
    handler.post(f"{task}/accept")
    handler.post(f"{task}/submit", {"comment": "已完成"})
    director.post(f"{task}/check")
    assert director.post(f"{task}/clear")["status"] == "cleared"
    assert len(system.person("east.clerk").get("/documents")["items"]) == 1
    system.stop()
    assert "0 处有误" in system.command("verify").stdout


def test_a_secret_vote_is_counted_and_nothing_kept_says_who_voted_how(shared_system: System) -> None:
    system = shared_system
    path, topic = held(system)
    chair = system.person("east.leader")
    vote = f"/votes/{chair.post(f'{path}/votes', {'topic': topic.rpartition('/')[2], 'mode': 'secret'})['id']}"
    ballots = papers(system, vote)
    again = system.person("east.clerk").ask("POST", f"{vote}/papers", {"blinded": "1234567"})
    assert (again.status, again["code"]) == (409, "already_voted")
    assert drop(system, vote, ballots["east.clerk"]).status_code == 409
    chair.post(f"{vote}/actions/start")
    ballots["east.clerk"]["choice"] = "oppose"
    receipts = {}
    for who, ballot in ballots.items():
        answer = drop(system, vote, ballot)
        assert answer.status_code == 200, answer.text
        receipts[who] = answer.json()["receipt"]
    assert drop(system, vote, ballots["east.clerk"]).json()["receipt"] == receipts["east.clerk"]
    changed = drop(system, vote, {**ballots["east.clerk"], "choice": "agree"})
    assert (changed.status_code, changed.json()["code"]) == (409, "already_voted")
    forged = drop(system, vote, {**ballots["east.clerk"], "token": "00" * 32})
    assert (forged.status_code, forged.json()["errors"][0]["code"]) == (422, "not_signed")
    assert chair.get(vote)["counted"] == []

    counted = chair.post(f"{vote}/actions/count")

    published = {each["receipt"]: each["choice"] for each in counted["counted"]}
    assert {who: published[receipt] for who, receipt in receipts.items()} == {
        "east.leader": "agree", "east.director": "agree", "east.clerk": "oppose",
    }  # fmt: skip
    assert (counted["outcome"], counted["ballots"]) == ("failed", [])  # 2 of 4 who should attend
    database = system.database("meetings")
    kept = "".join(
        json.dumps(record, default=str)
        for name in database.list_collection_names()
        for record in database[name].find({})
    )
    for ballot in ballots.values():
        assert ballot["token"] not in kept and ballot["signature"] not in kept
    assert database["ballot_boxes"].count_documents({}) == 0
    entries = chair.get(f"{vote}/history")["items"]
    assert [each["action"] for each in entries] == ["open", *["take_paper"] * 3, "start", "count"]


def test_a_meeting_is_not_to_be_adjourned_while_it_votes_and_says_so_in_the_record_and_in_the_list(
    shared_system: System,
) -> None:
    system = shared_system
    path, topic = held(system)
    chair, director, meeting_id = system.person("east.leader"), system.person("east.director"), path.rpartition("/")[2]

    def adjourning() -> tuple[bool, str | None, bool, str | None]:
        shown = next(each for each in director.get(path)["actions"] if each["code"] == "adjourn")
        lying = director.get("/me/todo?limit=100&sort=newest&type=meeting")["items"]
        item = next(each["action"] for each in lying if each["record_id"] == meeting_id)
        assert item["code"] == "adjourn"
        return shown["enabled"], shown["why_not"], item["enabled"], item["why_not"]

    assert eventually(lambda: adjourning()[::2] == (True, True))
    vote = f"/votes/{chair.post(f'{path}/votes', {'topic': topic.rpartition('/')[2], 'mode': 'open'})['id']}"
    eventually(lambda: adjourning()[2] is False)
    _, shown, _, listed = adjourning()
    assert adjourning()[0] is False and TOPIC["title"] in str(shown) and "没有表决完毕" in str(listed)
    page = director.get("/meetings?limit=100")["items"]
    (row,) = [each for each in page if each["id"] == meeting_id]
    assert [each["enabled"] for each in row["actions"] if each["code"] == "adjourn"] == [False]
    assert director.ask("POST", f"{path}/actions/adjourn", {}).status == 422

    for who in ("east.director", "east.clerk", "east.leader"):
        system.person(who).post(f"{vote}/ballots", {"choice": "agree"})
    chair.post(f"{vote}/actions/count")
    assert eventually(lambda: adjourning()[::2] == (True, True))


def places_of(receipts: list[str], folder: Path) -> dict[str, list[str]]:
    """Read the raw bytes of every file under a folder; return the receipts in it, by file, in the order of their bytes."""
    found = dict[str, list[str]]()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        at = sorted((hit.start(), each) for each in receipts for hit in re.finditer(each.encode(), content))
        if at:
            found[str(path.relative_to(folder))] = [each for _, each in at]
    return found


def test_no_file_of_the_data_folder_or_of_a_backup_tells_in_which_order_ballots_were_cast(
    launch: Launch, tmp_path: Path
) -> None:
    system = launch()
    path, topic = held(system)
    chair = system.person("east.leader")
    vote = f"/votes/{chair.post(f'{path}/votes', {'topic': topic.rpartition('/')[2], 'mode': 'secret'})['id']}"
    ballots = list(papers(system, vote).values())
    chair.post(f"{vote}/actions/start")
    box = f"ballots/{vote.rpartition('/')[2]}.box"

    def cast(ballot: dict[str, Any]) -> str:
        return str(drop(system, vote, ballot).json()["receipt"])

    first = cast(ballots[0])
    system.kill()
    once, last_ballot = places_of([first], system.folder), (system.folder / box).stat().st_ctime_ns
    system.start()
    eventually(lambda: (system.folder / box).stat().st_ctime_ns > last_ballot, what="the box has the time of the round")
    receipts = [first, *map(cast, ballots[1:])]
    made = system.command("backup", str(tmp_path / "a.tar.gz"))
    system.stop()
    stopped = places_of(receipts, system.folder)
    with tarfile.open(tmp_path / "a.tar.gz") as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")

    assert once == {box: [first]}
    assert made.returncode == 0, made.stderr
    for found in (stopped, places_of(receipts, tmp_path / "unpacked")):
        assert {name: sorted(each) for name, each in found.items()} == {box: sorted(receipts)}
    assert (system.folder / box).stat().st_mtime == 0
    restored = System(tmp_path / "restored")
    restored.folder.mkdir()
    assert restored.command("restore", str(tmp_path / "a.tar.gz")).returncode == 0
    assert places_of(receipts, restored.folder).keys() == {box}
    system.start()
    counted = system.person("east.leader").post(f"{vote}/actions/count")["counted"]
    assert [each["receipt"] for each in counted] == sorted(receipts)
    system.stop()
    for name, at in places_of(receipts, system.folder).items():
        assert name == box or at == sorted(receipts) * (len(at) // len(receipts)), name


def test_a_vote_whose_box_is_lost_is_neither_counted_nor_taken_for_one_without_ballots(launch: Launch) -> None:
    system = launch()
    path, topic = held(system)
    chair = system.person("east.leader")
    vote = f"/votes/{chair.post(f'{path}/votes', {'topic': topic.rpartition('/')[2], 'mode': 'secret'})['id']}"
    ballot = papers(system, vote)["east.clerk"]
    chair.post(f"{vote}/actions/start")
    next((system.folder / "ballots").glob("*.box")).unlink()

    cast, counted = drop(system, vote, ballot), chair.ask("POST", f"{vote}/actions/count", {})

    assert cast.status_code == counted.status == 409
    assert "票箱的数据已经缺失" in cast.json()["detail"] and "作废" in counted["detail"]
    assert chair.post(f"{vote}/actions/void", {"comment": "票箱缺失"})["status"] == "voided"


@pytest.mark.parametrize(
    "place", ["after_write.meeting_move_asked:kill", "after_write.room_booked:kill@3", "after_write.meeting_moved:kill"]
)
def test_a_moved_meeting_gets_all_its_rooms_though_its_process_ended(launch: Launch, place: str) -> None:
    rooms, later = ["east-101", "west-201"], {"starts_at": on(3, 14), "ends_at": on(3, 15)}
    system = launch(ready=False).start(TONGBAN_FAILPOINT=place)
    director = system.person("east.director")
    path = f"/meetings/{director.post('/meetings', meeting(rooms=rooms))['id']}"
    broken(director, f"{path}/actions/move", later)
    system.wait_ended()

    system.start()

    eventually(lambda: director.get(path)["sequence"] == 1)
    eventually(lambda: director.ask("POST", "/meetings", meeting(rooms=rooms)).status == 201)
    for room in rooms:
        assert director.ask("POST", "/meetings", meeting(rooms=[room], **later)).status == 409
