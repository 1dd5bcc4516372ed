"""LibreOffice, if installed, shows the same words of the same Word files."""

import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from services.documents.text.domain import plain
from services.documents.text.word import read_word

OFFICE = os.environ.get("TONGBAN_TEST_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
CASES = Path(__file__).with_name("word")
DIFFERENT = {
    "C1_sym_checkbox": "LibreOffice leaves the signs in the private area",
    "J_hidden_text": "LibreOffice writes hidden text into a text file",
}
FIGURES = str.maketrans("一二三四五六七八九", "123456789")


def bare(text: str) -> str:
    """Normalise what both write in their own way: spaces, widths, and numerals where its Chinese ones are missing."""
    plainly = re.sub(r"[\s\ufeff]", "", unicodedata.normalize("NFKC", text).replace("\u2010", "-"))
    return re.sub(r"Ordinal-number(\d)|(\d)(?:st|nd)(?=ordinal)", r"\1\2", plainly).translate(FIGURES)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    out = tmp_path_factory.mktemp("shown")
    command = [
        OFFICE,
        "--headless",
        f"-env:UserInstallation=file://{out}/profile",
        "--convert-to",
        "txt:Text",
        "--outdir",
    ]
    subprocess.run(
        [*command, str(out), *map(str, sorted(CASES.glob("*.docx")))], check=True, timeout=120, capture_output=True
    )
    return out


@pytest.mark.parametrize("name", sorted(each.stem for each in CASES.glob("*.docx") if each.stem not in DIFFERENT))
def test_the_words_are_those_that_libreoffice_shows(name: str, shown: Path) -> None:
    ours = plain(read_word((CASES / f"{name}.docx").read_bytes()).blocks)

    assert bare(ours) == bare((shown / f"{name}.txt").read_text("utf-8"))
