"""The fonts of official documents: fetched by a command of their own, from any mirror, and checked."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from services import command_fonts
from services.documents.fonts.typefaces import FontsMissing, problem_of
from shared.runtime.config import Settings


def package(content: bytes) -> bytes:
    """Build a Debian package with one font."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:xz") as archive:
        entry = tarfile.TarInfo("./usr/share/fonts/One.otf")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    head = f"{'data.tar.xz/':<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data.getvalue()):<10}`\n".encode()
    return b"!<arch>\n" + head + data.getvalue()


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command_fonts, "PACKAGES", {"fonts-one": "f/one.deb"})
    monkeypatch.setattr(command_fonts, "FONTS", {"One.otf": ("fonts-one", hashlib.sha256(b"glyphs").hexdigest())})
    monkeypatch.setattr(command_fonts, "MIRRORS", ())
    monkeypatch.setenv("PATH", "")  # no apt
    monkeypatch.setenv("TONGBAN_DEBIAN_MIRROR", tmp_path.as_uri())
    found = tmp_path / "pool/main/f/one.deb"
    found.parent.mkdir(parents=True)
    return found


def test_missing_fonts_are_fetched_once(mirror: Path, tmp_path: Path) -> None:
    mirror.write_bytes(package(b"glyphs"))

    assert command_fonts.installed(tmp_path / "fonts")
    mirror.unlink()

    assert command_fonts.installed(tmp_path / "fonts")
    assert (tmp_path / "fonts" / "One.otf").read_bytes() == b"glyphs"


def test_a_font_of_another_checksum_is_not_taken(
    mirror: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mirror.write_bytes(package(b"other glyphs"))

    assert not command_fonts.installed(tmp_path / "fonts")

    assert "One.otf" in (said := capsys.readouterr().err) and "TONGBAN_FONTS" in said


def test_an_installed_package_keeps_fonts_beside_its_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shared.runtime.config.__file__", str(tmp_path / "site-packages/shared/runtime/config.py"))

    assert Settings(var=tmp_path / "data").font_folder == tmp_path / "data" / "fonts"
    assert Settings(fonts=tmp_path / "own").font_folder == tmp_path / "own"


def test_missing_fonts_are_named_with_what_to_do(tmp_path: Path) -> None:
    refusal = FontsMissing()

    assert "TONGBAN_FONTS" in refusal.message and refusal.details["retry_after"] > 0
    assert str(tmp_path) in problem_of(tmp_path) and "tongban fonts" in problem_of(tmp_path)
