"""One person's long work delays nobody else: the process answers within a fifth of a second all the while."""

import io
import json
import random
import time
import zipfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import requests
from docx import Document

from tests.conftest import Launch
from tests.support.requests import DOCUMENT
from tests.support.system import Office, System

SOON = 0.2
FILE, JSON = "application/octet-stream", "application/json"


def waits_of_health(system: System, work: "Sequence[Future[Any]]", *, most: float = 20) -> list[float]:
    """Request the process's health until the work is done; return how long each answer took."""
    http, took, end = requests.Session(), [], time.monotonic() + most
    while time.monotonic() < end and (len(took) < 20 or not all(each.done() for each in work)):
        began = time.monotonic()
        assert http.get(f"{system.url}/healthz", timeout=20).status_code == 200
        took.append(time.monotonic() - began)
        time.sleep(0.01)
    return sorted(took)


def asked(
    system: System, person: Office, method: str, path: str, content: bytes | None = None, kind: str = FILE
) -> requests.Response:
    headers = {"Authorization": f"Bearer {person.token}"}
    headers |= {"Content-Type": kind} if content is not None else {}
    return requests.request(method, f"{system.url}/api/v1{path}", data=content, headers=headers, timeout=60)


def sent(
    system: System, person: Office, method: str, path: str, body: object = None, *, seconds: float = 60
) -> requests.Response:
    headers = {"Authorization": f"Bearer {person.token}"}
    return requests.request(method, f"{system.url}/api/v1{path}", json=body, headers=headers, timeout=seconds)


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


def test_the_largest_word_files_are_read_beside_everybody_elses_work(launch: Launch) -> None:
    system = launch()
    people = [system.person(f"{office}.clerk") for office in ("east", "west")]
    content = word_file(4_800, 39, beside=7 * 1024 * 1024)

    with ThreadPoolExecutor(2) as pool:
        work = [pool.submit(asked, system, person, "POST", "/documents/import", content) for person in people * 2]
        took = waits_of_health(system, work, most=60)

    answers = [each.result() for each in work]
    assert took[int(len(took) * 0.98)] < SOON, took[-5:]
    read = [each for each in answers if each.status_code == 200]
    assert read and len(read[0].json()["content"]) == 4_800, [each.text[:200] for each in answers]


def word_file(paragraphs: int, characters: int, *, beside: int) -> bytes:
    """Return a Word file with this much text, and this many bytes beside it."""
    pick, out, file = random.Random(7), io.BytesIO(), Document()
    letters = [chr(each) for each in range(0x4E00, 0x9FA5)]
    for _ in range(paragraphs):
        file.add_paragraph("".join(pick.choices(letters, k=characters)))
    file.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as pack:
        pack.writestr("word/media/image1.bin", pick.randbytes(beside))
    return out.getvalue()


def test_the_longest_text_is_judged_beside_everybody_elses_work(launch: Launch) -> None:
    system = launch()
    people = [system.person(f"{office}.clerk") for office in ("east", "west", "north", "main")]
    lines = "(一)2月30日，，附 件：\n" * 4_990
    checked = {**DOCUMENT, "kind": "report", "body": f"{lines}{'请批准，' * 60_000}"[:199_000]}
    content = json.dumps(checked, ensure_ascii=False).encode()

    with ThreadPoolExecutor(4) as pool:
        work = [
            pool.submit(asked, system, people[each % len(people)], "POST", "/documents/check", content, JSON)
            for each in range(16)
        ]
        took = waits_of_health(system, work, most=60)

    answers = [each.result() for each in work]
    assert took[int(len(took) * 0.98)] < SOON, took[-5:]
    assert {each.status_code for each in answers} <= {200, 422, 503}  # 422: too complex for the time a check may take
    assert answers[0].status_code == 200, answers[0].text
    assert len(answers[0].json()["warnings"]) > 100


def test_the_longest_draft_is_written_read_and_listed_beside_everybody_elses_work(launch: Launch) -> None:
    system = launch()
    clerk, pick = system.person("east.clerk"), random.Random(7)
    letters = [chr(each) for each in range(0x4E00, 0x9FA5)]
    texts = ["\n".join("".join(pick.choices(letters, k=38)) for _ in range(4_990)) for _ in range(3)]
    path = f"/documents/{clerk.post('/documents', {**DOCUMENT, 'body': texts[0]})['id']}"
    asked_for = ["", "/versions", "/versions/difference?from=1&to=2", "/history", "/progress", "/rendition.docx"]

    def works() -> list[requests.Response]:
        found = [sent(system, clerk, "PATCH", path, {"body": text}) for text in texts[1:]]
        return found + [sent(system, clerk, "GET", f"{path}{each}") for each in asked_for]

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(works)
        took = waits_of_health(system, [work], most=60)

    assert took[int(len(took) * 0.98)] < SOON, took[-5:]
    assert {each.status_code for each in work.result()} <= {200, 503}, [each.text[:200] for each in work.result()]
    assert [each.status_code for each in work.result()[:3]] == [200] * 3


def test_a_text_of_too_many_paragraphs_is_refused_before_anybody_works_at_it(shared_system: System) -> None:
    clerk = shared_system.person("east.clerk")

    answer = clerk.ask("POST", "/documents", {**DOCUMENT, "body": "一\n" * 5_001})

    assert answer.status == 422 and answer["errors"][0]["code"] == "too_many_paragraphs", answer.text
    assert clerk.ask("POST", "/documents/check", {**DOCUMENT, "body": "一\n\n" * 5_000}).status == 200
