"""The story of the README, seen through each person's task list: what waits for whom, and until when."""

import json
from typing import Any

from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, incoming_of
from tests.support.system import Answer, System, eventually
from tests.unit.documents.test_seals import png


def listed(system: System, who: str, record: object, box: str = "todo") -> dict[str, Any] | None:
    """Return a record in a person's box, or None."""
    found = system.person(who).get(f"/me/todo?box={box}&limit=100&sort=newest")["items"]
    return next((each for each in found if each["record_id"] == record), None)


def waits(system: System, who: str, record: object, action: str) -> dict[str, Any]:
    """Wait until a record waits for a person to take a step."""

    def there() -> dict[str, Any] | None:
        found = listed(system, who, record)
        return found if found is not None and found["action"]["code"] == action else None

    return eventually(there, what=f"{action} waits for {who}")


def gone(system: System, who: str, record: object) -> None:
    """Wait until a record no longer waits for a person."""
    eventually(lambda: listed(system, who, record) is None, what=f"it waits for {who} no longer")


def test_a_notice_waits_for_one_after_another_until_it_is_done(shared_over_both: System) -> None:
    system = shared_over_both
    document = system.person("east.clerk").post("/documents", NOTICE)["id"]
    eventually(lambda: listed(system, "east.clerk", document, "mine") is not None)
    system.person("east.clerk").post(f"/documents/{document}/actions/submit")
    for who, action, label in (
        ("east.director", "approve", "审核"),
        ("east.leader", "sign", "签发"),
        ("east.registrar", "verify", "复核"),
        ("east.registrar", "register", "编号"),
        ("east.registrar", "release", "核发"),
    ):
        item = waits(system, who, document, action)
        assert (item["type"], item["title"], item["link"]) == ("document", NOTICE["title"], f"/documents/{document}")
        assert (item["action"]["label"], item["why"]["as"], item["read"]) == (label, "post", False)
        assert item["from"] is not None and item["due_on"] is not None and item["light"] in ("green", "yellow")
        assert listed(system, "east.handler", document) is None and listed(system, "west.director", document) is None
        system.person(who).post(f"/documents/{document}/actions/{action}", {"comment": "同意"})
        if who != "east.registrar":
            gone(system, who, document)
    gone(system, "east.registrar", document)
    assert eventually(lambda: listed(system, "east.director", document, "done"))["stage"] == "released"

    copy = eventually(lambda: incoming_of(system, "west", document))["id"]
    for who, action, said in (
        ("west.registrar", "receive", {}),
        ("west.registrar", "register", {}),
        ("west.director", "assess", {}),
        ("west.director", "propose", {"handler": "west.handler", "comment": "请办公室办理"}),
        ("west.leader", "instruct", {"comment": "速办"}),
        ("west.director", "assign", {"handler": "west.handler", "due_on": "2099-12-31"}),
        ("west.handler", "complete", {"reply": "已办"}),
    ):
        waits(system, who, copy, action)
        system.person(who).post(f"/incoming/{copy}/actions/{action}", said)
    gone(system, "west.handler", copy)


def test_what_one_of_a_post_took_waits_for_the_others_of_it_no_longer(shared_over_both: System) -> None:
    """Two approve the use of a seal; whoever comes first takes it from the other's list."""
    system = shared_over_both
    seal = system.person("east.director").post("/seals", {"name": "东校区办公室", "keeper": "east.registrar"})["id"]
    waits(system, "nanhu.admin", seal, "record")
    system.person("nanhu.admin").post(f"/seals/{seal}/actions/record", {"image": png()})
    gone(system, "nanhu.admin", seal)
    letter = {"seal": seal, "matter": "关于学籍的证明", "copies": 1}
    use = system.person("east.clerk").post("/seal-uses", letter)["id"]
    waits(system, "east.director", use, "approve")
    waits(system, "east.leader", use, "approve")

    system.person("east.director").post(f"/seal-uses/{use}/actions/approve", {"comment": "同意"})

    gone(system, "east.leader", use)
    gone(system, "east.director", use)
    assert waits(system, "east.registrar", use, "apply")["why"]["as"] == "name"


def test_counts_are_those_of_the_list_and_a_read_item_stays_read_until_it_moves(shared_over_both: System) -> None:
    system = shared_over_both
    document = system.person("east.clerk").post("/documents", NOTICE)["id"]
    system.person("east.clerk").post(f"/documents/{document}/actions/submit")
    item = waits(system, "east.director", document, "approve")
    director = system.person("east.director")
    mark = {"items": [{"type": "document", "record_id": document, "version": item["version"]}]}

    counts: Answer = director.post("/me/read", mark)
    director.post("/me/read", mark)

    assert counts == director.get("/me/counts") and counts["by_type"]["document"] >= 1
    assert waits(system, "east.director", document, "approve")["read"] is True
    system.person("west.director").post("/me/read", mark)
    pages, cursor = [], ""
    while True:
        page = director.get(f"/me/todo?limit=1{cursor}")
        pages += [each["id"] for each in page["items"]]
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    assert len(pages) == len(set(pages)) == director.get("/me/counts")["todo"]


def as_kept(kept: Any) -> dict[str, Any]:
    """Return all stored records, without the marks of reminders."""
    return {each["_id"]: {**each, "acted": sorted(each["acted"]), "reminded": None} for each in kept.find()}


def test_lists_are_made_anew_from_the_journals_while_the_system_runs(launch: Launch) -> None:
    """What is missing comes back, what is wrong is put right, what no journal knows goes; what was right stays as it was."""
    system = launch(ready=False).start_on_own_store()
    documents = [system.person("east.clerk").post("/documents", NOTICE)["id"] for _ in range(3)]
    for each in documents:
        system.person("east.clerk").post(f"/documents/{each}/actions/submit")
        waits(system, "east.director", each, "approve")
    system.person("east.director").post(f"/documents/{documents[0]}/actions/approve")
    waits(system, "east.leader", documents[0], "sign")
    kept = system.database("notifications")["waiting"]
    before = as_kept(kept)
    kept.delete_one({"record_id": documents[1]})
    kept.update_one({"record_id": documents[2]}, {"$set": {"waits": [], "box_todo": [], "version": 52}})
    kept.insert_one({**before[f"documents:{documents[0]}"], "_id": "documents:none", "record_id": "none"})

    done = system.command("rebuild-todo")

    assert done.returncode == 0, done.stderr
    assert "更正 2 项，删除 1 项" in done.stdout
    assert as_kept(kept) == before
    assert "更正 0 项，删除 0 项" in system.command("rebuild-todo").stdout
    kept.delete_many({})
    assert system.command("rebuild-todo").returncode == 0
    assert as_kept(kept) == before
    assert waits(system, "east.director", documents[1], "approve")["read"] is False


def test_an_upgrade_puts_right_whose_turn_it_is_as_the_earlier_release_told_it(launch: Launch) -> None:
    system = launch(ready=False).start_on_own_store()
    document = system.person("east.clerk").post("/documents", NOTICE)["id"]
    system.person("east.clerk").post(f"/documents/{document}/actions/submit")
    waits(system, "east.director", document, "approve")
    kept, marks = (system.database("notifications")[name] for name in ("waiting", "derivations"))
    before = as_kept(kept)
    system.kill("all")
    kept.update_one({"record_id": document}, {"$set": {"waits": [], "box_todo": []}})
    marks.update_one({"_id": "turns of documents"}, {"$set": {"release": "0.9/1"}}, upsert=True)

    system.start()

    assert eventually(lambda: as_kept(kept) == before, seconds=30)
    assert waits(system, "east.director", document, "approve")
    told = [json.loads(line) for line in system.log().splitlines() if line.startswith('{"')]
    (anew,) = [each["source"] for each in told if each["event"] == "turns_told_anew" and each["before"] == "0.9/1"]
    assert anew == "documents"
