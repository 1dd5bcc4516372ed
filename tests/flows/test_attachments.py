"""Files over HTTP: streamed both ways in little memory, for saving only, and nothing left of what was cut off."""

import hashlib
import os
import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlparse

import requests

from services.documents.attachments.app import PATIENCE
from tests.conftest import Launch
from tests.support.system import System, eventually

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
    """Send a part of a file and wait until some of it is kept."""
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
