"""Typeset pages for the documents service in a helper process (`shared.runtime.helper`)."""

from typing import Any

from services.documents.rendition.press import Press
from shared.helping import serve

PRESS = Press()


def work(what: str, *said: Any, **more: Any) -> Any:
    """Run a method of the press: `pdf`, `docx`, `images`, check that it is `ready`, or return `lacking` characters."""
    if what == "ready":
        PRESS.ready(*said)
        return None
    if what == "lacking":
        fonts, characters = said
        return PRESS.ready(fonts).lacking(characters)
    if what == "images":
        sheet, fonts, form, first, most = said
        return PRESS.images(sheet, fonts, form=form, first=first, most=most)
    return {"pdf": PRESS.pdf, "docx": PRESS.docx}[what](*said)


if __name__ == "__main__":
    serve(work)
