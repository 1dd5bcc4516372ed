"""Drawings in a Word file: their pictures, text boxes and WordArt, each once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.documents.text.package import local

EMU = 36_000
"""EMUs, the unit of drawings, in a millimetre."""
UNDERSTOOD = (
    "wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16", "w16se", "w16cid", "a14", "am3d", "cx", "cx1", "aink", "v", "wp",
    "w",
)  # fmt: skip
"""Extensions by their usual prefixes whose `Choice` Word shows; otherwise it shows the `Fallback`."""
BOXED, ART = "文本框（文字已保留）", "艺术字（文字已保留）"


@dataclass(frozen=True)
class Box:
    """A text box; `content`: its element, or the words of WordArt, `leads`: whether no words of its paragraph precede it."""

    content: Any
    leads: bool

    @property
    def lost(self) -> str:
        """Return what is lost of it."""
        return ART if isinstance(self.content, str) else BOXED


def alternatives(element: Any) -> Iterator[Any]:
    """Yield the branch of an AlternateContent that Word shows."""
    choices = [each for each in element if local(each) == "Choice"]
    for each in choices:
        if all(name in UNDERSTOOD for name in str(each.get("Requires") or "").split()):
            yield each
            return
    yield from [each for each in element if local(each) == "Fallback"][:1]


def shown(element: Any) -> Iterator[Any]:
    """Yield the elements of a drawing that Word shows; text boxes are not entered."""
    for each in element.iterchildren():
        if local(each) == "AlternateContent":
            for chosen in alternatives(each):
                yield from shown(chosen)
        else:
            yield each
            if local(each) != "txbxContent":
                yield from shown(each)


def boxes(elements: Iterable[Any], *, leads: bool) -> list[Box]:
    """Return the text boxes and WordArt of a drawing."""
    found = [each if local(each) == "txbxContent" else _art(each) for each in elements]
    return [Box(each, leads) for each in found if not isinstance(each, str) or each]


def relation(element: Any) -> str:
    """Return the relation of an embedded picture."""
    return next((str(said) for name, said in element.attrib.items() if name.endswith(("}embed", "}id"))), "")


def wide(elements: Iterable[Any]) -> float:
    """Return the width of a drawing in millimetres, 0 if it does not state one."""
    return next((int(each.get("cx") or 0) / EMU for each in elements if local(each) == "extent"), 0.0)


def _art(element: Any) -> str:
    return str(element.get("string") or "").strip() if local(element) == "textpath" else ""
