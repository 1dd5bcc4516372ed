"""A file as one service passes it to another: whole, in one answer, with the name and type under which it is saved."""

import base64

from shared.errors import OfficeError

LARGEST = 8 * 1024 * 1024
"""The maximum bytes of a file in one answer; in base64 below RabbitMQ 4's limit of a message (16 MiB)."""
LARGEST_UPLOAD = 200 * 1024 * 1024
"""The maximum bytes of an uploaded file."""
PIECE = 255 * 1024
"""Bytes of an uploaded file in one call."""


class FileTooLarge(OfficeError):
    """文件过大，不能一次导出，请缩小年度或者筛选范围后再试。"""

    code = "file_too_large"
    status = 422


def handed(name: str, media_type: str, content: bytes) -> dict[str, str]:
    """Return a file as JSON; raise FileTooLarge for more than `LARGEST` bytes."""
    if len(content) > LARGEST:
        raise FileTooLarge(size=len(content), largest=LARGEST)
    return {"name": name, "media_type": media_type, "content": base64.b64encode(content).decode("ascii")}
