"""The files of the console while another release replaces them under a running gateway."""

import re
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


def test_the_page_of_the_console_runs_scripts_of_this_server_only_and_the_one_that_asks_ahead_first() -> None:
    page = (Path(console.__file__).parent / "static" / "console" / "index.html").read_text()
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.S)

    assert "script-src 'self'" in console.CSP and "unsafe" not in console.CSP
    assert scripts and all(not inside.strip() and 'src="/console/assets/' in said for said, inside in scripts)
    assert "/boot-" in scripts[0][0]
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)
