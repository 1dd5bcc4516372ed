"""The main part of an Office file: its relationships decide, not its name (ISO/IEC 29500-2, 9.3)."""

import posixpath
import zipfile
from typing import Any

from lxml import etree

RELATIONSHIPS, TYPES = "_rels/.rels", "[Content_Types].xml"
MAIN = "/officeDocument"
LARGEST_INDEX = 1024 * 1024


def main_part(pack: zipfile.ZipFile) -> tuple[str, str] | None:
    """Return the name and content type of the main part; None if the file is broken or no Office file."""
    relations = indexed(pack, RELATIONSHIPS)
    if relations is None:
        return None
    target = next((each.get("Target") or "" for each in relations if str(each.get("Type")).endswith(MAIN)), "")
    name = posixpath.normpath(target).lstrip("/")
    return (name, content_type(pack, name)) if name in pack.namelist() else None


def content_type(pack: zipfile.ZipFile, name: str) -> str:
    """Return the content type of a part, or an empty string."""
    types = indexed(pack, TYPES)
    names = ("PartName", "Extension", "ContentType")
    given = [] if types is None else [[each.get(name) for name in names] for each in types]
    extension = name.rpartition(".")[2].lower()
    own = (kind for part, _, kind in given if part and part.lstrip("/").lower() == name.lower())
    usual = (kind for _, each, kind in given if each and each.lower() == extension)
    return str(next(own, None) or next(usual, None) or "")


def indexed(pack: zipfile.ZipFile, name: str) -> Any | None:
    """Parse a small index of the package; None if it is missing, too large or no XML."""
    try:
        if pack.getinfo(name).file_size > LARGEST_INDEX:
            return None
        return etree.fromstring(pack.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        return None
