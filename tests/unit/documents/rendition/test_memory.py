"""Typesetting leaves the service as small as it was, and its helpers' maximum fits into a container."""

import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.service import DocumentsService
from services.documents.text.domain import Paragraph
from shared.helping import held
from shared.runtime.config import settings
from shared.runtime.helper import MOST_KEPT, Helper
from tests.unit.documents.rendition import sheets

MIB = 1024 * 1024
SERVICE = 90
"""MiB of the service itself under load, as measured (`Needs`)."""
LONG = tuple(Paragraph("落实领导带班和值班制度。" * 400) for _ in range(40))
"""About sixty pages; the longest accepted text takes as many."""


def peak(pid: int) -> int:
    with open(f"/proc/{pid}/status") as file:
        return int(next(line for line in file if line.startswith("VmHWM")).split()[1]) // 1024


@pytest.fixture
def helper() -> Helper:
    return Helper("services.documents.rendition", seconds=60.0)


def test_eight_files_one_after_another_leave_nothing_behind_and_fit_their_limit(
    typefaces: Typefaces, helper: Helper
) -> None:
    before, highest = held(), 0
    try:
        for place in range(8):
            assert helper.ask(
                "pdf", sheets.general(body=LONG if place % 2 else sheets.BODY), settings().font_folder
            ).startswith(b"%PDF")
            if helper.process is not None:
                highest = max(highest, peak(helper.process.pid))
                assert held(helper.process.pid) <= MOST_KEPT
    finally:
        helper.stop()

    assert held() - before < 30 * MIB and helper.process is None
    limit = int(DocumentsService.needs.memory_limit.removesuffix("Mi"))
    assert SERVICE + 2 * max(highest, 240) < limit  # one for files, one for the screen


def test_what_a_helper_sets_is_what_the_press_sets(typefaces: Typefaces, helper: Helper) -> None:
    try:
        assert helper.ask("pdf", sheets.general(), settings().font_folder) == pdf.render(sheets.general(), typefaces)
        drawn = helper.ask("images", sheets.general(), settings().font_folder, "svg", 1, 2)
    finally:
        helper.stop()

    assert (drawn.count, len(drawn.pages)) == (4, 2)
