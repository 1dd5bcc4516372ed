"""Sets pages for the documents service in a process of its own (`shared.runtime.helper`)."""

from typing import Any

from services.documents.rendition.press import Press
from shared.helping import serve

PRESS = Press()


def work(what: str, *said: Any, **more: Any) -> Any:
    """Do what the press does: `pdf`, `docx`, `images`, see that it is `ready`, or say what it is `lacking`."""
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
