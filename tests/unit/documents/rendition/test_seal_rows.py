"""The seals of a joint document stand in rows (GB/T 9704-2012, 7.3.5.2)."""

import pytest

from services.documents.fonts.typefaces import Typefaces
from services.documents.rendition import pdf
from services.documents.rendition.sheet import Signature
from tests.unit.documents.rendition import sheets
from tests.unit.documents.rendition.measure import pages

ISSUERS = ("青岚区教育局", "青岚区公安局", "青岚区卫生健康局", "青岚区民政局", "青岚区财政局")


@pytest.mark.parametrize(("signing", "rows"), [(2, [2]), (3, [3]), (4, [3, 1]), (5, [3, 2])])
def test_seals_stand_in_rows_of_three_at_most_and_the_last_row_in_the_middle(
    signing: int, rows: list[int], typefaces: Typefaces
) -> None:
    organs = ISSUERS[:signing]
    issued = sheets.general(
        issuers=organs, attachments=(), signatures=tuple(Signature(each, sheets.seal()) for each in organs)
    )

    found = next(page for page in pages(pdf.render(issued, typefaces)) if page.images)

    middles: dict[int, list[float]] = {}
    for left, top, right, _ in found.images:
        middles.setdefault(round(top), []).append((left + right) / 2)
    assert [len(middles[down]) for down in sorted(middles)] == rows
    for row in middles.values():
        assert abs(sum(row) / len(row) - (28 + 156 / 2)) < 0.5, "in the middle of the type area"
    assert all(left >= 28 and right <= 210 - 26 for left, _, right, _ in found.images)
    last = max(found.images, key=lambda each: (round(each[1]), each[0]))
    date = found.line("2026年11月23日")
    assert last[0] < (date.left + date.right) / 2 < last[2], "the last seal is on the date"
