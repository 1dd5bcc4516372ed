"""Listen exclusively: two runs that shared an address would answer from two stores."""

import errno
import socket
from typing import Any

from shared.runtime import green
from shared.runtime.starting import CannotStart


def shown(host: str, port: int) -> str:
    """Format an address as in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listening(host: str, port: int, setting: str) -> Any:
    """Listen exclusively on an IPv4 or IPv6 address; raise CannotStart, naming the setting, if that fails."""
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return green.listen((host, port), family=family, reuse_port=False)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "已被另一个程序占用。请先停止该程序"
        elif error.errno == errno.EACCES:
            reason = "不允许当前用户使用。请换用 1024 以上的端口"
        else:
            reason = f"不能使用（{error.strerror or error}）。请检查 TONGBAN_HOST"
        raise CannotStart(f"地址 {shown(host, port)} {reason}，或用 {setting} 另设端口。") from error


_claims: list[Any] = []
"""This process's claims; the kernel frees them when the process ends, however it ends."""


def require_free(host: str, port: int, setting: str) -> None:
    """Check early that an address is free, and claim it; raise CannotStart.

    It is listened on only when all services have started. Of two runs that start at one moment the claim, a name that one
    process has at a time, lets the second end at once.
    """
    listening(host, port, setting).close()
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        claim.bind(f"\0tongban {shown(host.strip('[]'), port)}")
    except OSError as error:
        claim.close()
        if error.errno != errno.EADDRINUSE:  # no Linux: the listening itself decides
            return
        raise CannotStart(
            f"地址 {shown(host, port)} 正被同时启动的另一个通办占用。请先停止前一个，或用 {setting} 另设端口。"
        ) from error
    _claims.append(claim)
