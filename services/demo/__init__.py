"""The demonstration story, played against a running system through HTTP only; a chapter is one line here."""

from collections.abc import Callable

from rich.text import Text

from services.demo.documents import a_notice_travels
from services.demo.others import a_decision_becomes_minutes, a_lecture_gives_hours, a_visit_gets_its_room
from services.demo.stage import Stage, StoryBroken

CHAPTERS: tuple[Callable[[Stage], None], ...] = (
    a_notice_travels,
    a_visit_gets_its_room,
    a_lecture_gives_hours,
    a_decision_becomes_minutes,
)
"""The chapters; each is independent and can be repeated."""


def run(url: str, password: str) -> None:
    """Play every chapter against the system at `url`; on failure print a plain message and exit with status 1."""
    stage = Stage(url.rstrip("/"), password)
    try:
        stage.open()
        for chapter in CHAPTERS:
            chapter(stage)
        stage.close()
    except StoryBroken as broken:
        stage.console.print(Text(f"演示中止：{broken}", style="bold red"), soft_wrap=True)
        raise SystemExit(1) from broken
