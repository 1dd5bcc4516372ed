"""What shows how far a task is: who works on it hands in photographs and files, who checks it opens them."""

import base64

import pytest

from services.supervision.evidence import app
from services.supervision.views import shown_task
from shared.calendar import NATIONAL
from shared.errors import Forbidden, InvalidInput, NotFound, Refused
from shared.file_kinds import FileRefused
from tests.support.office import actor
from tests.unit.documents.test_seals import png
from tests.unit.supervision.office import DUE, Files, Tasks, assigned, by, step

PHOTO = base64.b64decode(png())


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    made = Files()
    monkeypatch.setattr("tests.unit.supervision.office.FILES", made)
    return made


@pytest.fixture
def tasks() -> Tasks:
    made = Tasks(by("east.director"))
    assigned(made, assisting=["east.clerk"])
    step(made, "east.handler", "accept")
    return made


def hand_in(
    tasks: Tasks, files: Files, who: str = "east.handler", name: str = "现场.png", content: bytes = PHOTO
) -> str:
    return app.keep(tasks.on(by(who)), files, "t1", name, content).id


def opened(tasks: Tasks, files: Files, who: str, file: str) -> bytes:
    return base64.b64decode(app.read(tasks.on(by(who)), files, "t1", file)["content"])


def test_who_checks_opens_the_photograph_that_came_with_the_report(tasks: Tasks, files: Files) -> None:
    photo = hand_in(tasks, files)

    task = step(tasks, "east.handler", "submit", comment="已全部检查。", files=[photo])

    assert [(each.name, each.media_type, each.size) for each in task.reports[-1].files] == [
        ("现场.png", "image/png", len(PHOTO))
    ]
    assert opened(tasks, files, "east.director", photo) == PHOTO
    assert tasks.announced[-1][1]["data"]["files"] == [photo], "whoever keeps the files hears which are used"
    shown = shown_task(task, actor("east.director"), DUE, NATIONAL)
    assert [each["name"] for each in shown["reports"][-1]["files"]] == ["现场.png"]


def test_an_assistant_hands_in_a_file_and_the_same_file_again_is_the_same(tasks: Tasks, files: Files) -> None:
    first, second = (hand_in(tasks, files, "east.clerk") for _ in range(2))

    assert first == second and files.count("t1") == 1


def test_who_does_not_work_on_a_task_hands_nothing_in(tasks: Tasks, files: Files) -> None:
    with pytest.raises(Forbidden, match="承办人员"):
        hand_in(tasks, files, "east.director")
    with pytest.raises(NotFound):
        hand_in(tasks, files, "west.handler")
    assert files.count("t1") == 0


def test_who_may_not_know_of_a_task_opens_none_of_its_files(tasks: Tasks, files: Files) -> None:
    photo = hand_in(tasks, files)

    for stranger in ("west.director", "east.teacher"):
        with pytest.raises(NotFound):
            opened(tasks, files, stranger, photo)


def test_a_file_of_another_task_is_no_evidence(tasks: Tasks, files: Files) -> None:
    photo = hand_in(tasks, files)
    assigned(tasks, task_id="t2")
    step(tasks, "east.handler", "accept", "t2")

    with pytest.raises(InvalidInput) as refused:
        step(tasks, "east.handler", "report", "t2", comment="见照片", percent=50, files=[photo])
    assert refused.value.errors[0]["field"] == "files[0]"
    with pytest.raises(NotFound):
        app.read(tasks.on(by("east.handler")), files, "t2", photo)


@pytest.mark.parametrize(
    ("name", "content"), [("现场.png", b"MZ\x90\x00"), ("现场.jpg", PHOTO), ("页.html", b"<html>")]
)
def test_what_is_not_what_its_name_says_or_runs_is_refused(
    tasks: Tasks, files: Files, name: str, content: bytes
) -> None:
    with pytest.raises(FileRefused):
        hand_in(tasks, files, name=name, content=content)
    assert files.count("t1") == 0


def test_a_task_has_a_hundred_files_and_no_more(tasks: Tasks, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "MOST", 2)
    for place in range(2):
        hand_in(tasks, files, name=f"{place}.png")

    assert hand_in(tasks, files, name="1.png"), "one that is there is no further one"
    with pytest.raises(Refused):
        hand_in(tasks, files, name="2.png")


def test_a_file_whose_content_is_gone_or_that_never_was_is_not_found(
    tasks: Tasks, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = hand_in(tasks, files)
    monkeypatch.setattr(files, "content", lambda task_id, file_id: None)

    for file in (photo, "never"):
        with pytest.raises(NotFound):
            opened(tasks, files, "east.handler", file)
