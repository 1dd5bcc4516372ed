"""The files of the console while another release replaces them under a running gateway."""

from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from services.gateway import console
from shared.errors import NotFound

SCRIPT = "assets/index-12345678.js"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", SCRIPT):
        (tmp_path / name).write_text("as built")
    monkeypatch.setattr(console, "FOLDER", tmp_path)
    console._read.cache_clear()
    monkeypatch.setattr(console, "_names", console._names.__wrapped__)
    return tmp_path


def test_a_file_that_was_replaced_is_not_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = Request(EnvironBuilder().get_environ())
    names = console._names()
    monkeypatch.setattr(console, "_names", lambda: names)
    (folder / SCRIPT).unlink()

    assert console.answer(request, "").data == b"as built"
    with pytest.raises(NotFound):
        console.answer(request, SCRIPT)
    console._read.cache_clear()
