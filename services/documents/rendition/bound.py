"""The text of attachments bound with their document (附件与正文一并装订; GB/T 9704-2012, 7.3.7).

The text and pictures of Word and text files are printed after the document; every other file, and one of which something
would be lost, is listed under the text and goes beside it. A file is read once, in a separate process, and its text is
stored by its SHA-256.
"""

import json
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Protocol

from services.documents.text.domain import Paragraph, Text, read_blocks

READABLE = (".docx", ".txt")
HARMLESS = (
    "超链接的地址",
    "修订",
    "批注",
    "隐藏的文字",
    "目录和索引",
    "页眉、页脚",
    "合并的单元格",
    "注音",
    "不可见的字符",
    "未填写",
)
"""Prefixes of losses that leave the printed text complete; a file with any other loss goes beside the document."""
LARGEST_BOUND = 8 * 1024 * 1024
"""The maximum bytes of a file whose text is bound."""


def harmless(loss: str) -> bool:
    """Check whether a loss leaves the page as intended."""
    return loss.startswith(HARMLESS)


class Texts(Protocol):
    """The store of files' texts."""

    def keep(self, sha256: str, content: list[dict[str, Any]]) -> None: ...
    def find(self, sha256: str) -> list[dict[str, Any]] | None: ...


class Bound:
    """Provides the texts of a document's attachments."""

    def __init__(
        self, texts: Texts, file_of: Callable[[str], bytes | None], read: Callable[[bytes], bytes | None]
    ) -> None:
        """Store the dependencies: `file_of` returns a file by SHA-256, `read` its content from `services.documents.text`."""
        self._texts, self._file_of, self._read = texts, file_of, read

    def text_of(self, sha256: str, name: str) -> Text:
        """Return the text of a file, without a first line that repeats the file's name, which is printed as its title.

        It is empty if the file has none or cannot be read: then it goes beside the document.
        """
        if PurePath(name).suffix.lower() not in READABLE:
            return ()
        content = self._texts.find(sha256)
        if content is None:
            file = self._file_of(sha256)
            if file is None:
                return ()
            said = self._read(file)
            result = {} if said is None else json.loads(said).get("result", {})
            whole = all(harmless(each["what"]) for each in result.get("lost", []))
            content = _with_title(result) if whole else []
            self._texts.keep(sha256, content)
        text = read_blocks(content)
        return text[1:] if len(text) > 1 and text[0] == Paragraph(PurePath(name).stem) else text


def _with_title(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the blocks of a file, its title the first line: over its page stands the name of the file."""
    content: list[dict[str, Any]] = result.get("content", [])
    title = result.get("title", "")
    return [{"type": "paragraph", "text": title}, *content] if title and content else content
