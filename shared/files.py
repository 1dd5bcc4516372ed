"""A file as one service hands it to another: whole, in one answer, with the name and type that its reader saves."""

import base64

from shared.errors import OfficeError

LARGEST = 8 * 1024 * 1024
"""The most bytes of a file that travel in one answer; in base64 below what RabbitMQ 4 takes as one message (16 MiB)."""


class FileTooLarge(OfficeError):
    """文件过大，不能一次导出，请缩小年度或者筛选范围后再试。"""

    code = "file_too_large"
    status = 422


def handed(name: str, media_type: str, content: bytes) -> dict[str, str]:
    """Give a file as JSON; raise FileTooLarge for more than `LARGEST` bytes."""
    if len(content) > LARGEST:
        raise FileTooLarge(size=len(content), largest=LARGEST)
    return {"name": name, "media_type": media_type, "content": base64.b64encode(content).decode("ascii")}
