"""Pages: how fast a document is typeset, and whether other requests are answered meanwhile."""

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

import pypdfium2

from services.documents.rendition.press import Press
from services.documents.rendition.sheet import Sheet, Signature
from services.documents.text.domain import read_plain
from shared.runtime.config import settings
from tests.bench.register import EMBEDDED, Comparison, bench, in_turn
from tests.bench.stand import BODY, RECIPIENTS, TITLE, Stand

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TEXT = "\n".join(BODY.splitlines()[1:11])
"""Text that fills two pages."""
CONNECTIONS, PAUSE = 4, 0.01
PREVIEW_S = 0.4


@bench(EMBEDDED)
def pages(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The time for a document of two pages, compared with headless Chromium printing the same one."""
    if CHROMIUM is None:
        print("  left out: no Chromium here (Debian: apt-get install chromium)")
        return
    hands, times = stand.hands(), stand.some(20, 2)

    def ours() -> float:
        seconds: float = hands(f"{__name__}:set_pages", times=times)
        return seconds / times * 1000

    ours(), print_page()
    found = in_turn(stand.some(5, 1), ours, lambda: print_page() * 1000)
    yield Comparison(
        "a document of two pages as PDF, warm", "headless Chromium printing the same document", "ms", broker, *found,
        wanted=0.02, less=True,
        notes=f"{times} documents a round, each another title, in a process that has its fonts; Chromium starts anew for each",
    )  # fmt: skip


@bench()
def beside_pages(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The answers of the service while it typesets pages without pause."""
    office = stand.office(broker)
    ids = office.drafts(stand.some(8, 2))
    asked = [("GET", f"/api/v1/documents/{each}", None) for each in ids] * stand.some(100, 4)
    others = [("GET", f"/api/v1/documents/{each}/rendition.pdf", None) for each in ids]
    answered: list[int] = []

    def walk(others: list[tuple[str, str, None]]) -> float:
        found = office.hands(
            "tests.bench.load:beside", port=office.system.port, requests=asked, others=others,
            headers=office.headers("clerk"), connections=CONNECTIONS, pause=PAUSE,
        )  # fmt: skip
        took = sorted(found["took"])
        answered.append(found["answered"])
        seconds: float = took[min(len(took) - 1, round(len(took) * 0.99))]
        return seconds * 1000

    walk(others), walk([])
    busy, quiet = in_turn(stand.some(5, 1), lambda: walk(others), lambda: walk([]))
    yield Comparison(
        "other calls while pages are set, p99", "the same calls at rest", "ms", broker, busy, quiet, wanted=2.0, less=True,
        notes=f"{CONNECTIONS} people who pause {PAUSE * 1000:.0f} ms; {len(asked)} calls a round; pages set: {answered[1:]}",
    )  # fmt: skip


def set_pages(times: int) -> float:
    """Typeset documents and return the seconds."""
    press = _press()
    began = time.perf_counter()
    for number in range(times):
        press.pdf(sheet(number), settings().font_folder)
    return time.perf_counter() - began


@cache
def _press() -> Press:
    press = Press()
    assert len(pypdfium2.PdfDocument(press.pdf(sheet(0), settings().font_folder))) == 2
    return press


def sheet(number: int) -> Sheet:
    """Build the sheet; no two are the same, so that nothing is cached as a whole."""
    day = date(2026, 11, 23)
    return Sheet(
        issuers=("南湖实验学校东校区",), number=f"南实验东发〔2026〕{number + 1}号", title=TITLE, addressees=("各校区",),
        body=read_plain(TEXT), signatures=(Signature("南湖实验学校东校区"),), dated=day, copies=RECIPIENTS[:2],
        printer="南湖实验学校东校区", printed_on=day,
    )  # fmt: skip


def print_page() -> float:
    """Print the document with Chromium and return the seconds."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html(), encoding="utf-8")
        command = [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer", f"--print-to-pdf={out}", str(page),
        ]  # fmt: skip
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        took = time.perf_counter() - began
        assert len(pypdfium2.PdfDocument(out)) == 2
    return took


def html() -> str:
    """Build the same document as an HTML page, in the same fonts and measures."""
    fonts = settings().font_folder
    lines = "".join(f"<p>{escape(line)}</p>" for line in TEXT.splitlines())
    return f"""<!doctype html><meta charset="utf-8"><style>
      @font-face {{ font-family: fang; src: url("{fonts}/FandolFang-Regular.otf") }}
      @font-face {{ font-family: song; src: url("{fonts}/FandolSong-Bold.otf") }}
      @page {{ size: A4; margin: 37mm 26mm 35mm 28mm }}
      body {{ font: 16pt/29pt fang; margin: 0; text-align: justify }}
      p {{ margin: 0; text-indent: 2em }} h1 {{ font: 22pt/35pt song; text-align: center }}
      header {{ font: 48pt song; color: #e60012; text-align: center; border-bottom: 0.7mm solid; margin-bottom: 20mm }}
    </style><header>南湖实验学校东校区文件</header><h1>{escape(TITLE)}</h1>{lines}
    <p style="text-align: right">南湖实验学校东校区<br>2026年11月23日</p>"""


@bench(EMBEDDED)
def preview(stand: Stand, broker: str) -> Iterator[Comparison]:
    """The waiting time for the pages of an unsaved text of two pages, over HTTP."""
    office, times = stand.office(broker), stand.some(15, 2)
    body = {"kind": "notice", "body": TEXT, "recipients": list(RECIPIENTS[:2])}
    asked = [("POST", "/api/v1/documents/preview", {**body, "title": f"{TITLE}之{n}"}) for n in range(times)]
    office.ask(asked[:1], "clerk", 1)
    took = [statistics.median(office.ask(asked, "clerk", 1)["took"]) for _ in range(stand.some(5, 1))]
    yield Comparison(
        "a preview of two pages, each with another title, over HTTP, median", "four tenths of a second", "s", broker,
        took, [PREVIEW_S] * len(took), wanted=1.0, less=True,
    )  # fmt: skip
