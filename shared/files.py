"""A file as one service hands it to another: whole, in one answer, so not a large one."""

import base64

from shared.errors import Refused

LARGEST_FILE = 8_000_000
"""Bytes; in base64 this stays below what a broker takes as one message (16 MiB in RabbitMQ 4)."""


class FileTooLarge(Refused):
    """文件过大，请缩小范围后分次导出。"""

    code = "file_too_large"


def handed(name: str, media_type: str, content: bytes) -> dict[str, str]:
    """Give a file for an answer; raise FileTooLarge."""
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(size=len(content), largest=LARGEST_FILE)
    return {"name": name, "media_type": media_type, "content": base64.b64encode(content).decode("ascii")}
