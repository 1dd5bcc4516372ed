"""The story of the offices, played against a running system through HTTP only; a chapter is one line here."""

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
"""Each stands by itself and may be played again."""


def run(url: str, password: str) -> None:
    """Play every chapter against the system at `url`; end with status 1 and a plain message where that cannot be."""
    stage = Stage(url.rstrip("/"), password)
    try:
        stage.open()
        for chapter in CHAPTERS:
            chapter(stage)
        stage.close()
    except StoryBroken as broken:
        stage.console.print(Text(f"演示中止：{broken}", style="bold red"), soft_wrap=True)
        raise SystemExit(1) from broken
