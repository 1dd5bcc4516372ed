"""Files over HTTP: streamed both ways in little memory, for saving only, and nothing left of interrupted uploads."""

import base64
import hashlib
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlparse

import requests

from services.documents.attachments.app import PATIENCE
from shared.files import PIECE
from tests.conftest import Launch
from tests.support.system import System, eventually
from tests.unit.documents.rendition.sheets import drawn
from tests.unit.documents.test_attachments import packed, word

MIB = 1024 * 1024


def draft(system: System) -> str:
    notice = {"kind": "notice", "title": "关于附件的通知", "body": "见附件。", "recipients": ["north"]}
    return str(system.person("west.clerk").post("/documents", notice)["id"])


def headers(system: System) -> dict[str, str]:
    return {"Authorization": f"Bearer {system.person('west.clerk').token}", "Content-Type": "application/octet-stream"}


def most_memory(system: System) -> int:
    peaks = [Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1] for pid in system.pids().values()]
    return sum(int(each.split()[0]) for each in peaks) * 1024


def test_a_large_file_goes_in_and_comes_out_in_little_memory(shared_system: System) -> None:
    system, content = shared_system, b"%PDF-1.7\n" + os.urandom(32 * MIB)
    document = draft(system)
    url = f"{system.url}/api/v1/documents/{document}/attachments"
    small = b"%PDF-1.7\n" + os.urandom(8 * MIB)  # what any file takes, large or not
    other = requests.post(f"{url}?name=a.pdf", data=small, headers=headers(system), timeout=120).json()["id"]
    requests.get(f"{url}/{other}", headers=headers(system), timeout=120)
    before = most_memory(system)

    kept = requests.post(f"{url}?name={quote('值班表.pdf')}", data=content, headers=headers(system), timeout=120)
    fetched = requests.get(f"{url}/{kept.json().get('id')}", headers=headers(system), timeout=120)

    assert kept.status_code == 201, kept.text
    assert kept.json()["sha256"] == hashlib.sha256(content).hexdigest() and fetched.content == content
    assert fetched.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert most_memory(system) - before < 24 * MIB
    shown = system.person("west.clerk").get(f"/documents/{document}")
    assert [each["name"] for each in shown["attachments"]] == ["a.pdf", "值班表.pdf"]
    assert system.person("north.registrar").ask("GET", f"/documents/{document}/attachments").status == 404


def test_equal_uploads_at_once_get_one_answer(shared_system: System) -> None:
    system, content = shared_system, b"%PDF-1.7\n" + os.urandom(2 * MIB)
    url = f"{system.url}/api/v1/documents/{draft(system)}/attachments?name=a.pdf"
    sent = headers(system) | {"Idempotency-Key": "equal-at-once"}

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: requests.post(url, data=content, headers=sent, timeout=120), range(6)))

    assert {each.status_code for each in answers} == {201}, [each.text[:200] for each in answers]
    assert len({(each.json()["id"], each.json()["sha256"]) for each in answers}) == 1


def test_an_upload_that_is_cut_off_is_seen_by_nobody(shared_system: System) -> None:
    system, clerk = shared_system, shared_system.person("west.clerk")
    document, place = draft(shared_system), urlparse(shared_system.url)
    sent = "".join(f"{name}: {value}\r\n" for name, value in headers(system).items())
    with socket.create_connection((place.hostname, place.port or 80)) as line:
        path = f"/api/v1/documents/{document}/attachments?name=a.pdf"
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: x\r\n{sent}Idempotency-Key: cut\r\nContent-Length: 3000000\r\n\r\n".encode()
        )
        line.sendall(b"%PDF-1.7\n" + b"x" * MIB)

    def given_up() -> bool:
        again = clerk.ask("POST", f"/documents/{document}/attachments?name=a.pdf", Idempotency_Key="other")
        return bool(again.status) and clerk.get(f"/documents/{document}/attachments")["items"] == []

    eventually(given_up)
    too_large = requests.post(
        f"{system.url}{path}", data=b"", headers={**headers(system), "Content-Length": str(201 * MIB)}, timeout=20
    )
    page = requests.post(f"{system.url}{path}", data=b"<html>", headers=headers(system), timeout=20)
    assert (too_large.status_code, page.status_code) == (413, 422)
    assert clerk.get(f"/documents/{document}/attachments")["items"] == []


def upload_half(system: System, document: str, content: bytes, announced: int) -> socket.socket:
    """Send a part of a file and wait until some of it is stored."""
    place, chunks = urlparse(system.url), system.database("documents")["attachments_content.chunks"]
    before = chunks.count_documents({})
    line = socket.create_connection((place.hostname, place.port or 80))
    sent = "".join(f"{name}: {value}\r\n" for name, value in headers(system).items())
    path = f"/api/v1/documents/{document}/attachments?name=a.pdf"
    line.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\n{sent}Content-Length: {announced}\r\n\r\n".encode() + content)
    eventually(lambda: chunks.count_documents({}) >= before + 3)
    return line


def test_what_was_killed_between_two_pieces_is_never_seen_and_its_space_comes_back(launch: Launch) -> None:
    system = launch(ready=False, TONGBAN_WATCH_SECONDS="0.3").start_on_own_store()
    document, database = draft(system), system.database("documents")
    with upload_half(system, document, b"%PDF-1.7\n" + b"x" * MIB, 3 * MIB):
        system.kill()
    system.start()
    attachments = database["attachments"]

    assert system.person("west.clerk").get(f"/documents/{document}/attachments")["items"] == []
    assert database["attachments_content.chunks"].count_documents({}) >= 3
    assert database["attachments_content.files"].count_documents({}) == 0
    (begun,) = attachments.find({})
    longer_ago = begun["updated_at"] - PATIENCE - timedelta(minutes=1)
    attachments.update_one({"_id": begun["_id"]}, {"$set": {"updated_at": longer_ago}})

    eventually(lambda: database["attachments_content.chunks"].count_documents({}) == 0)
    eventually(lambda: attachments.find_one({"_id": begun["_id"], "status": "removed", "erased": True}) is not None)
    kept = requests.post(
        f"{system.url}/api/v1/documents/{document}/attachments?name=a.pdf", data=b"%PDF-1.7\nagain",
        headers=headers(system), timeout=30,
    )  # fmt: skip
    assert kept.status_code == 201
    assert len(system.person("west.clerk").get(f"/documents/{document}/attachments")["items"]) == 1


def test_an_upload_that_stalls_is_answered_408_and_leaves_nothing(shared_system: System) -> None:
    system = shared_system
    document, database = draft(system), system.database("documents")

    with upload_half(system, document, b"%PDF-1.7\n" + b"x" * MIB, 3 * MIB) as line:
        line.settimeout(20)
        answer = line.recv(65_536).decode("utf-8", "replace")

    assert answer.startswith("HTTP/1.1 408") and "too_slow" in answer
    (begun,) = database["attachments"].find({"document_id": document})
    assert (begun["status"], begun["erased"]) == ("removed", True)
    assert database["attachments_content.chunks"].count_documents({"files_id": begun["_id"]}) == 0
    assert system.person("west.clerk").get(f"/documents/{document}/attachments")["items"] == []


def test_a_file_in_parts_goes_on_where_it_was_cut_off(shared_system: System) -> None:
    system, content = shared_system, b"%PDF-1.7\n" + os.urandom(3 * PIECE)
    document = draft(system)
    url, sent = f"{system.url}/api/v1/documents/{document}/attachments", {**headers(system), "Idempotency-Key": "parts"}

    def part(offset: int, length: int, **more: str) -> requests.Response:
        asked = {"name": "a.pdf", "size": str(len(content)), "offset": str(offset)}
        body, whole = content[offset : offset + length], base64.b64encode(hashlib.sha256(content).digest()).decode()
        said = {**sent, "Repr-Digest": f"sha-256=:{whole}:", **more}
        return requests.post(url, params=asked, data=body, headers=said, timeout=30)

    first = part(0, 2 * PIECE)
    assert (first.status_code, first.json()["status"]) == (201, "uploading")
    place = urlparse(system.url)
    with socket.create_connection((place.hostname, place.port or 80)) as line:  # the next one is cut off
        said = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        path = f"{place.path}/api/v1/documents/{document}/attachments?name=a.pdf&size={len(content)}&offset={2 * PIECE}"
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\n{said}Content-Length: {PIECE + 9}\r\n\r\nabc".encode())
    keyless = {"name": "a.pdf", "size": str(len(content))}
    refused = requests.post(url, params=keyless, data=content[:PIECE], headers=headers(system), timeout=30)
    assert part(0, PIECE + 1).json()["code"] == refused.json()["code"] == "bad_part"
    assert part(1, PIECE).status_code == 422
    assert system.person("west.clerk").get(f"/documents/{document}/attachments")["items"] == []
    assert part(0, 2 * PIECE).json()["id"] == first.json()["id"]  # the same part again changes nothing

    assert part(2 * PIECE, PIECE + 9, **{"Repr-Digest": "unknown=:aaaa:"}).json()["code"] == "digest_missing"
    last = part(2 * PIECE, PIECE + 9)

    assert (last.status_code, last.json()["status"]) == (201, "kept"), last.text
    assert last.json()["sha256"] == hashlib.sha256(content).hexdigest()
    assert requests.get(f"{url}/{last.json()['id']}", headers=headers(system), timeout=30).content == content
    assert part(2 * PIECE, PIECE + 9).json() == last.json()
    own, content = content, b"%PDF-1.7\n" + os.urandom(3 * PIECE)  # another file of equal length under the same key
    others = [part(0, 2 * PIECE), part(2 * PIECE, PIECE + 9)]
    assert [(each.status_code, each.json()["code"]) for each in others] == [(422, "idempotency_key_reused")] * 2
    assert requests.get(f"{url}/{last.json()['id']}", headers=headers(system), timeout=30).content == own


def test_parts_of_two_files_become_none(shared_system: System) -> None:
    one, other = (b"%PDF-1.7\n" + os.urandom(2 * PIECE - 9) for _ in range(2))
    url = f"{shared_system.url}/api/v1/documents/{draft(shared_system)}/attachments"
    digest = base64.b64encode(hashlib.sha256(one).digest()).decode()
    sent = {**headers(shared_system), "Idempotency-Key": "mixed", "Repr-Digest": f"sha-256=:{digest}:"}

    def part(content: bytes, offset: int) -> requests.Response:
        asked = {"name": "a.pdf", "size": str(2 * PIECE), "offset": str(offset)}
        return requests.post(url, params=asked, data=content[offset : offset + PIECE], headers=sent, timeout=30)

    assert part(one, 0).json()["status"] == "uploading"
    mixed = part(other, PIECE)

    assert (mixed.status_code, mixed.json()["code"]) == (422, "file_refused")
    assert requests.get(url, headers=headers(shared_system), timeout=30).json()["items"] == []


def imported(system: System, content: bytes, who: str = "west.clerk") -> requests.Response:
    sent = {**headers(system), "Authorization": f"Bearer {system.person(who).token}"}
    return requests.post(f"{system.url}/api/v1/documents/import", data=content, headers=sent, timeout=60)


def test_a_word_file_becomes_a_draft_and_a_hostile_one_a_reason(shared_system: System) -> None:
    read = imported(shared_system, word())
    assert read.status_code == 200 and read.json()["content"] == [{"type": "paragraph", "text": "值班表"}]

    hostile = {
        "broken": b"PK\x03\x04 broken", "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "bomb": packed(word__document_dot_xml=b" " * 50_000_000), "no text": b"\xff\xfe\x00\xd8" * 50,
        "deep": packed(word__document_dot_xml=b"<w>" * 200_000), "empty": b"",
    }  # fmt: skip
    for name, content in hostile.items():
        refused = imported(shared_system, content)
        assert refused.status_code == 422 and refused.json()["detail"], (name, refused.status_code, refused.text)
    assert imported(shared_system, word(), "west.handler").status_code == 403
    assert imported(shared_system, word()).json() == read.json()


def test_long_and_turned_titles_are_refused_and_odd_ones_are_kept_as_they_are(shared_system: System) -> None:
    clerk = shared_system.person("west.clerk")
    notice = {"kind": "notice", "body": "正文。", "recipients": ["north"]}

    for title in ("长" * 10_000, "关于\u202e倒写的通知", "关于\u0007铃声的通知", "关于\u200b零宽的通知", "一行\n两行"):
        refused = clerk.ask("POST", "/documents", {**notice, "title": title})
        assert (refused.status, refused["errors"][0]["field"]) == (422, "title"), title
    for title in ("关于𠮷野家与㐂的通知", "关于שלום的通知", "关于👨‍👩‍👧的通知".replace("\u200d", "")):
        assert clerk.post("/documents", {**notice, "title": title})["title"] == title


def test_pages_of_an_attachment_are_shown_to_whoever_reads_it_and_to_nobody_else(shared_system: System) -> None:
    system, document = shared_system, draft(shared_system)
    url, sent = f"{system.url}/api/v1/documents/{document}/attachments", headers(shared_system)

    def attached(name: str, content: bytes) -> str:
        return str(requests.post(f"{url}?name={quote(name)}", data=content, headers=sent, timeout=60).json()["id"])

    image, broken = attached("图.png", drawn(300, 200)), attached("坏.pdf", b"%PDF-1.7\nbroken")

    shown = requests.get(f"{url}/{image}/pages", headers=sent, timeout=60)
    assert shown.status_code == 200, shown.text
    assert (shown.json()["count"], shown.json()["next"], shown.json()["pages"][0]["media_type"]) == (
        1,
        None,
        "image/png",
    )
    refused = requests.get(f"{url}/{broken}/pages", headers=sent, timeout=60)
    assert refused.status_code == 422 and "损坏" in refused.json()["detail"]
    assert system.person("north.registrar").ask("GET", f"/documents/{document}/attachments/{image}/pages").status == 404
    assert requests.get(f"{url}/{image}/pages?most=99", headers=sent, timeout=60).status_code == 422
