"""Links in the documents for people lead to existing targets."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/adr/*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
GLOSSARY = ROOT / "docs" / "glossary.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_links_to_nothing_that_is_gone(page: Path) -> None:
    missing = [target for target in LINK.findall(page.read_text("utf-8")) if not (page.parent / target).exists()]

    assert missing == []


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    source = "\n".join(
        path.read_text("utf-8") for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")
    )
    rows = [line.split("|") for line in GLOSSARY.read_text("utf-8").splitlines() if line.count("|") == 4]
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row[3])]

    missing = [name for name in names if not re.search(rf"\b{re.escape(name)}\b", source)]

    assert len(names) > 60
    assert missing == []
