"""A Word file as a package: its main part by the relationships, whatever its name, and the parts that it refers to.

A file in the strict form of ISO/IEC 29500 has other namespaces and the same elements; it is read as the usual one.
"""

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from shared.file_kinds import FileRefused
from shared.office_package import indexed, main_part

LARGEST_UNPACKED = 100 * 1024 * 1024
OPEN = "http://schemas.openxmlformats.org"
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": f"{OPEN}/wordprocessingml/2006/main".encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": f"{OPEN}/officeDocument/2006/relationships".encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": f"{OPEN}/officeDocument/2006/math".encode(),
    b"http://purl.oclc.org/ooxml/drawingml/": f"{OPEN}/drawingml/2006/".encode(),
}
STRICTLY = "//purl.oclc.org/ooxml/"
W = f"{{{OPEN}/wordprocessingml/2006/main}}"
R = f"{{{OPEN}/officeDocument/2006/relationships}}"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
BROKEN = "文件已经损坏，或者不是 Word 文档。"


def open_document(content: bytes) -> str | None:
    """Return the name of an OpenDocument file's form, by its first part, or None."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        kind = pack.read("mimetype")[:100].decode("latin-1") if "mimetype" in pack.namelist() else ""
    forms = {"text": "ODT", "spreadsheet": "ODS", "presentation": "ODP"}
    return next((name for form, name in forms.items() if kind.startswith(f"{OPEN_DOCUMENT}.{form}")), None)


class Package:
    """The parts of one Word file, each parsed on request."""

    def __init__(self, content: bytes) -> None:
        """Open a file; raise FileRefused, with the actual reason, if it is no Word file."""
        self._pack = zipfile.ZipFile(io.BytesIO(content))
        if sum(each.file_size for each in self._pack.infolist()) > LARGEST_UNPACKED:
            raise FileRefused("文件解开后过大。")
        self._main, _ = main_part(self._pack) or ("word/document.xml", "")
        self.document = self.parsed(self._main)
        if self.document.tag != f"{W}document":
            raise FileRefused(BROKEN)
        self._relations = self._read_relations(self._main)

    def parsed(self, name: str) -> Any:
        """Parse a part; raise FileRefused if it has a document type declaration."""
        root = etree.fromstring(self._pack.read(name), _parser())
        if root.getroottree().docinfo.doctype:
            raise FileRefused("文件中含有文档类型声明（DTD），不接受。")
        if any(STRICTLY in space for space in root.nsmap.values()):
            plain = etree.tostring(root)
            for strict, usual in STRICT.items():
                plain = plain.replace(strict, usual)
            root = etree.fromstring(plain, _parser())
        return root

    def related(self, kind: str) -> list[Any]:
        """Parse the parts of a kind that the main part refers to, such as `styles`."""
        names = [target for each, target in self._relations.values() if each == kind]
        return [self.parsed(name) for name in names if name in self._pack.namelist()]

    def part_of(self, relation: str) -> Any | None:
        """Parse the part behind a relation; return None if it is missing."""
        _, name = self._relations.get(relation, ("", ""))
        return self.parsed(name) if name in self._pack.namelist() else None

    def bytes_of(self, relation: str) -> bytes | None:
        """Return the bytes of the part behind a relation; None if it is missing."""
        _, name = self._relations.get(relation, ("", ""))
        return self._pack.read(name) if name in self._pack.namelist() else None

    def _read_relations(self, name: str) -> dict[str, tuple[str, str]]:
        folder, _, file = name.rpartition("/")
        found = indexed(self._pack, posixpath.join(folder, "_rels", f"{file}.rels"))
        relations = {}
        for each in () if found is None else found:
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target") or "")).lstrip("/")
            kind = str(each.get("Type")).rpartition("/")[2]
            if each.get("TargetMode") != "External":
                relations[str(each.get("Id"))] = (kind, target)
        return relations


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def value(element: Any) -> str:
    """Return the value of an element, empty if there is none."""
    return "" if element is None else str(element.get(f"{W}val") or "")


def switched(element: Any) -> bool | None:
    """Return whether a switch is on; None if it is missing."""
    return None if element is None else value(element).lower() not in ("0", "false", "off")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
