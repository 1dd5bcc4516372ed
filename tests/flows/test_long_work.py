"""Long work of one person keeps nobody else waiting: the process answers within a fifth of a second all the while."""

import random
import time
from concurrent.futures import Future, ThreadPoolExecutor

import requests

from tests.conftest import Launch
from tests.support.requests import DOCUMENT
from tests.support.system import Office, System

SOON = 0.2


def waits_of_health(system: System, work: "list[Future[requests.Response]]", *, most: float = 20) -> list[float]:
    """Ask whether the process answers until the work is done; give how long each answer took."""
    http, took, end = requests.Session(), [], time.monotonic() + most
    while time.monotonic() < end and (len(took) < 20 or not all(each.done() for each in work)):
        began = time.monotonic()
        assert http.get(f"{system.url}/healthz", timeout=20).status_code == 200
        took.append(time.monotonic() - began)
        time.sleep(0.01)
    return sorted(took)


def asked(system: System, person: Office, method: str, path: str, content: bytes | None = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {person.token}"}
    headers |= {"Content-Type": "application/octet-stream"} if content is not None else {}
    return requests.request(method, f"{system.url}/api/v1{path}", data=content, headers=headers, timeout=60)


def test_eight_hundred_paragraphs_of_one_character_are_compared_beside_everybody_elses_work(launch: Launch) -> None:
    system = launch()
    clerk = system.person("east.clerk")
    pick = random.Random(7)
    texts = ["\n".join(pick.choice("的一是") for _ in range(800)) for _ in range(2)]
    document = clerk.post("/documents", {**DOCUMENT, "body": texts[0]})["id"]
    assert clerk.ask("PATCH", f"/documents/{document}", {"body": texts[1]}).status == 200

    with ThreadPoolExecutor(4) as pool:
        path = f"/documents/{document}/versions/difference?from=1&to=2"
        work = [pool.submit(asked, system, clerk, "GET", path) for _ in range(4)]
        took = waits_of_health(system, work)

    assert took[int(len(took) * 0.98)] < SOON, took[-5:]
    assert {each.result().status_code for each in work} <= {200, 503}
    assert work[0].result().status_code == 200


def test_many_imports_at_once_start_few_processes_and_say_when_to_come_again(launch: Launch) -> None:
    system = launch()
    people = [system.person(f"{office}.clerk") for office in ("east", "west", "north", "main", "lake")]
    content = "".join(f"第{each}段文字。\n" for each in range(4000)).encode()

    with ThreadPoolExecutor(26) as pool:
        work = [
            pool.submit(asked, system, people[each % len(people)], "POST", "/documents/import", content)
            for each in range(26)
        ]
        took = waits_of_health(system, work, most=60)

    answers = [each.result() for each in work]
    assert took[int(len(took) * 0.98)] < SOON, took[-5:]
    assert {each.status_code for each in answers} == {200, 503}
    busy = next(each for each in answers if each.status_code == 503)
    assert busy.json()["code"] == "busy" and int(busy.headers["Retry-After"]) >= 1
