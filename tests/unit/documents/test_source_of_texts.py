"""A text leaves the documents service only through the log of readings (`reading/app.py`)."""

import ast
from collections.abc import Iterator
from pathlib import Path

SERVICE = Path("services/documents")
SOURCE = "reading/app.py"
FORMATS = (
    "text/",
    "fonts/",
    "rendition/docx",
    "rendition/pdf",
    "rendition/sheet",
    "rendition/press",
    "rendition/bound",
)
"""Files that work on a text which they are given, and know no document."""
WORDS, FILES = {"body", "content", "parts"}, {"piece", "pieces"}
JUDGES = {
    "outgoing/domain.py": "digests and length of the text",
    "incoming/domain.py": "the blocks of a plain text",
    "outgoing/hints.py": "points to confirm",
    "outgoing/slips.py": "slips of the pen",
    "outgoing/repairs.py": "the places of findings",
    "outgoing/printing.py": "characters without a font, tables without room",
    "outgoing/upward.py": "closing words",
    "outgoing/references.py": "the digest of a forwarded request",
    "seals/app.py": "the digest of what a seal is put on",
    "seals/domain.py": "the digest of what a seal is put on",
    "seals/steps.py": "a seal is put on a complete text",
}
"""Files that judge a text, and show none."""
HANDLERS = {
    "attachments/app.py": "uploads",
    "attachments/contents.py": "checksums",
    "attachments/store.py": "the store itself",
    "rendition/service.py": "attachments that are bound with a text which is read as well",
}
"""Files that handle the bytes of attachments, and give none to a person."""


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(SERVICE.rglob("*.py")):
        where = path.relative_to(SERVICE).as_posix()
        if not where.startswith(FORMATS) and path.name not in ("api.py", "acts.py"):
            yield from ((where, node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def naming(*names: str) -> set[str]:
    return {where for where, node in nodes() if isinstance(node, ast.Name) and node.id in names}


def test_only_the_log_of_readings_reaches_a_text_to_show_it() -> None:
    reached = {where for where, node in nodes() if isinstance(node, ast.Attribute) and node.attr in WORDS}

    assert reached == {SOURCE, *JUDGES}


def test_only_the_log_of_readings_reaches_the_bytes_of_a_file_to_give_them() -> None:
    calls = [(where, node.func) for where, node in nodes() if isinstance(node, ast.Call)]
    reached = {
        where for where, called in calls
        if isinstance(called, ast.Attribute) and called.attr in FILES and ast.unparse(called.value) != "app"
    }  # fmt: skip

    assert reached == {SOURCE, *HANDLERS}


def test_no_other_file_makes_a_text_that_may_leave() -> None:
    made = {
        where for where, node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Read"
    }  # fmt: skip

    assert made == {SOURCE}
    assert naming("states_of") == {SOURCE}
    assert naming("just_written") == {"rendition/app.py"}
