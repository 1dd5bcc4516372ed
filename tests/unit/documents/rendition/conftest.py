"""The fonts of official documents; a laptop without them skips, CI fails."""

import os

import pytest

from services.documents.fonts.typefaces import FontsMissing, Typefaces
from shared.runtime.config import settings


@pytest.fixture(scope="session")
def typefaces() -> Typefaces:
    try:
        return Typefaces(settings().font_folder)
    except FontsMissing:
        if os.environ.get("CI"):
            raise
        pytest.skip("the fonts of official documents are missing: python3 services/command_fonts.py")
