"""The fonts of official documents; a laptop without them skips, CI fails."""

import os

import pytest

from services.documents.rendition.fonts import FontsMissing, Typefaces, folder_of
from shared.runtime.config import settings


@pytest.fixture(scope="session")
def typefaces() -> Typefaces:
    try:
        return Typefaces(folder_of(settings().fonts))
    except FontsMissing:
        if os.environ.get("CI"):
            raise
        pytest.skip("the fonts of official documents are missing: python3 tools/fonts.py")
