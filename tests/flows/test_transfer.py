"""A year of the archive is handed over: the package leaves in a stream and proves itself with Python alone."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import requests

from services.documents.rendition.fonts import folder_of
from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, YEAR
from tests.flows.test_renditions import fetched, verified
from tests.support.system import System


def attached(system: System, document: str, name: str, content: bytes) -> None:
    url = f"{system.url}/api/v1/documents/{document}/attachments"
    sent = {
        "Authorization": f"Bearer {system.person('east.clerk').token}",
        "Content-Type": "application/octet-stream",
    }
    assert requests.post(url, params={"name": name}, data=content, headers=sent, timeout=30).status_code == 201


def released(system: System, content: bytes) -> str:
    draft = str(system.person("east.clerk").post("/documents", NOTICE)["id"])
    attached(system, draft, "清单.pdf", content)
    for who, action in (("clerk", "submit"), ("director", "approve"), ("leader", "sign"), ("registrar", "verify"),
                        ("registrar", "register"), ("registrar", "release")):  # fmt: skip
        system.person(f"east.{who}").post(f"/documents/{draft}/actions/{action}", {"confirm": True})
    return draft


def test_a_year_leaves_with_issued_files_attachments_and_sheets_and_proves_itself(
    launch: Launch, tmp_path: Path
) -> None:
    system = launch(ready=False, TONGBAN_FONTS=str(folder_of(None))).start_on_own_store()
    registrar, content = system.person("east.registrar"), b"%PDF-1.7\n" + b"list" * 200_000
    document = released(system, content)
    volume = registrar.post("/archive/volumes", {"year": YEAR, "fonds": "0123"})["id"]
    filing = {"piece": document, "retention": "thirty_years", "issue": "BGS"}
    registrar.post(f"/archive/volumes/{volume}/actions/file", filing)
    early = fetched(system, "east.registrar", f"/archive/volumes/{volume}/package.zip")
    closed = {"status": "closed", "closed_on": f"{YEAR + 1}-01-04"}  # a year is closed after it has ended
    system.database("documents")["volumes"].update_one({"_id": volume}, {"$set": closed})

    answer = fetched(system, "east.registrar", f"/archive/volumes/{volume}/package.zip")

    assert (early.status_code, answer.status_code) == (409, 200), answer.text
    bag = zipfile.ZipFile(io.BytesIO(answer.content))
    (pdf,) = [name for name in bag.namelist() if name.endswith("/document.pdf")]
    (other,) = [name for name in bag.namelist() if "/attachments/" in name]
    assert bag.read(other) == content and other.endswith("01-清单.pdf")
    assert verified(system, bag.read(pdf))["verdict"] == "issued"
    assert "签发" in bag.read(pdf.replace("document.pdf", "sheet.html")).decode()
    bag.extractall(tmp_path / "bag")
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "bag" / "prove.py")], capture_output=True, text=True
    )
    assert (told.returncode, told.stdout) == (0, "全部相符。\n"), told.stderr
    assert fetched(system, "west.registrar", f"/archive/volumes/{volume}/package.zip").status_code == 404
