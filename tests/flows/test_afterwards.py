"""A sender's later steps with a released document appear at every recipient: over HTTP, over both brokers."""

from concurrent.futures import ThreadPoolExecutor

from tests.flows.test_document_story import draft_and_release
from tests.support.system import System, eventually


def copies(system: System, document: object) -> dict[str, str]:
    found = {}
    for campus in ("west", "north"):
        items = system.person(f"{campus}.registrar").get("/incoming?limit=100")["items"]
        found[campus] = next(f"/incoming/{each['id']}" for each in items if each["document_id"] == document)
    return found


def test_a_superior_repeals_and_a_successor_corrects_and_the_copies_say_so(shared_over_both: System) -> None:
    person = shared_over_both.person
    first, second = draft_and_release(shared_over_both, copies=["nanhu"]), draft_and_release(shared_over_both)
    there = {each["id"]: eventually(lambda each=each: copies(shared_over_both, each["id"])) for each in (first, second)}

    person("nanhu.leader").post(f"/documents/{first['id']}/actions/repeal", {"comment": "上位文件已废止"})
    successor = draft_and_release(shared_over_both, replaces=second["id"])

    for campus in ("west", "north"):
        office = person(f"{campus}.director")
        repealed = eventually(lambda office=office, campus=campus: office.get(there[first["id"]][campus])["validity"])
        assert (repealed["kind"], repealed["reason"]) == ("repealed", "上位文件已废止")
        replaced = eventually(lambda office=office, campus=campus: office.get(there[second["id"]][campus])["validity"])
        assert (replaced["kind"], replaced["by"]) == ("replaced", successor["number"])
    shown = person("east.clerk").get(f"/documents/{second['id']}")
    assert (shown["status"], shown["replaced_by"]["id"]) == ("replaced", successor["id"])


def test_a_document_called_back_while_somebody_receives_it_is_with_nobody_or_with_all(shared_over_both: System) -> None:
    person = shared_over_both.person
    document = draft_and_release(shared_over_both)
    path = f"/documents/{document['id']}"
    there = eventually(lambda: copies(shared_over_both, document["id"]))

    with ThreadPoolExecutor(2) as pool:
        back = pool.submit(person("east.registrar").ask, "POST", f"{path}/actions/recall", {"comment": "附件有误"})
        received = pool.submit(person("west.registrar").ask, "POST", f"{there['west']}/actions/receive", {})
    assert back.result().status in (200, 409, 422) and received.result().status in (200, 409)

    def over() -> list[str]:
        status = person("east.clerk").get(path)["status"]
        found = [person(f"{campus}.registrar").get(there[campus]) for campus in ("west", "north")]
        assert status != "recalling"
        if status == "recalled":
            assert [(each["status"], each["body"]) for each in found] == [("recalled", None)] * 2
        else:
            assert [each["status"] for each in found] == ["received", "delivered"]
        return [status]

    eventually(over)


def test_what_was_called_back_is_read_and_found_by_nobody_it_was_sent_to(shared_system: System) -> None:
    person = shared_system.person
    document = draft_and_release(shared_system, body="各校区清点天文望远镜。")
    there = eventually(lambda: copies(shared_system, document["id"]))
    office = person("west.registrar")

    def hits() -> list[str]:
        return [each["id"] for each in office.get("/search?q=天文望远镜")["items"]]

    assert eventually(hits) == [there["west"].split("/")[-1]]
    person("east.registrar").post(f"/documents/{document['id']}/actions/recall", {"comment": "附件有误"})

    eventually(lambda: office.get(there["west"])["status"] == "recalled")
    assert hits() == [] and office.get(there["west"])["body"] is None
    assert office.ask("GET", f"/documents/{document['id']}").status == 404
    eventually(lambda: person("east.clerk").get(f"/documents/{document['id']}")["status"] == "recalled")
