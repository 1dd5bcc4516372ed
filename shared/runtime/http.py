"""Strict HTTP: an ambiguous request is refused, and one that does not end is cut off."""

import json
import re
import socket
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from nameko.web.server import HttpOnlyProtocol

from shared.runtime.addresses import address_of
from shared.runtime.config import settings
from shared.runtime.connections import NOTHING, TO_SEND, TO_TAKE, Connection
from shared.runtime.green import BODY, HeaderLineTooLong, HeadersTooLarge, Input, Timeout

REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32} [\x21-\x7e]+ HTTP/1\.[01]\r\n")
HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\r\n")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e]*)?\r\n")
ONCE = (b"host", b"content-length", b"transfer-encoding", b"content-type", b"content-encoding", b"authorization")
LONGEST_CHUNK_LINE, MOST_CHUNKS, MOST_TRAILERS = 256, 4096, 20
PIECE, MOST_LEFT = 64 * 1024, 16 * 1024 * 1024
LINGER = 5.0
"""How long the unread rest of a body is read, in seconds; without that its sender might not see the answer."""

GONE = "tongban.gone"
"""The key of the function in a request's environment that tells whether its client has hung up."""

CONNECTION = "tongban.connection"
"""The key of the connection in a request's environment."""

SAID = {
    HTTPStatus.BAD_REQUEST: ("bad_request", "请求无法理解", "请求的格式不正确。"),
    HTTPStatus.REQUEST_TIMEOUT: ("request_timeout", "请求超时", "请求没有在规定时间内发完。"),
    HTTPStatus.REQUEST_URI_TOO_LONG: ("uri_too_long", "地址过长", "请求的地址过长。"),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: ("headers_too_large", "请求头过大", "请求头过多或者过长。"),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "too_many_at_once",
        "请求过于频繁",
        "您所在的网络同时发来的请求过多，请稍候片刻再试。",
    ),
}
RETRY_SECONDS = 2
"""The retry time of a refused client, in seconds."""


def refusal(status: HTTPStatus) -> bytes:
    """Build an error response in the application's format (RFC 9457)."""
    name, title, detail = SAID.get(status, SAID[HTTPStatus.BAD_REQUEST])
    body = json.dumps(
        {
            "type": f"urn:tongban:problem:{name}", "title": title, "status": status.value, "detail": detail,
            "instance": "/", "code": name,
        }, ensure_ascii=False,
    ).encode()  # fmt: skip
    again = f"Retry-After: {RETRY_SECONDS}\r\n" if status is HTTPStatus.TOO_MANY_REQUESTS else ""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/problem+json\r\n{again}"
        f"Content-Length: {len(body)}\r\nConnection: close\r\nCache-Control: no-store\r\n"
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n\r\n"
    )
    return head.encode() + body


TOO_MANY = refusal(HTTPStatus.TOO_MANY_REQUESTS)


class BadBody(ValueError):
    """The body ended too early, or its chunks are malformed."""


class TooSlow(TimeoutError):
    """The request was not sent in time."""


def doubtful(request_line: bytes, lines: Sequence[bytes]) -> bool:
    """Check whether another server could read this head differently (RFC 9112, 2.2, 5.1, 5.2, 6.1, 6.3)."""
    if not REQUEST_LINE.fullmatch(request_line) or not lines or lines[-1] != b"\r\n":
        return True
    found: dict[bytes, list[bytes]] = {}
    for line in lines[:-1]:
        match = HEADER.fullmatch(line)
        if match is None:
            return True
        found.setdefault(match[1].lower(), []).append(match[2])
    if any(len(found.get(name, ())) > 1 for name in ONCE):
        return True
    length, coding = found.get(b"content-length"), found.get(b"transfer-encoding")
    newer = request_line.endswith(b"1.1\r\n")
    if length is not None and (coding is not None or not re.fullmatch(rb"[0-9]{1,15}", length[0])):
        return True
    if coding is not None and (not newer or coding[0].lower() != b"chunked"):
        return True
    return newer and b"host" not in found


class Lines:
    """The lines of a head, recorded as they were read."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.seen: list[bytes] = []

    def readline(self, size: int = -1) -> bytes:
        """Read a line."""
        line: bytes = self._file.readline(size)
        self.seen.append(line)
        return line


class Body(Input):
    """The body of a request: whole and in time, or an error."""

    def __init__(self, protocol: "Protocol", plain: Input) -> None:
        super().__init__(
            plain.rfile, plain.content_length, plain._sock, plain.wfile, plain.wfile_line, plain.chunked_input
        )
        self._protocol = protocol
        self._left, self._chunks, self._ended = 0, 0, False

    def read(self, length: int | None = None) -> bytes:
        """Read up to this many bytes; raise BadBody or TooSlow, after which the connection ends."""
        limit, connection = Timeout(settings().request_seconds, TooSlow()), self._protocol.conn_state
        try:
            with connection.waiting(TO_SEND):
                return self._chunked(length) if self.chunked_input else self._counted(length)
        except (OSError, ValueError) as error:
            self._protocol.close_connection = 1
            if connection.sent_away:
                raise TooSlow() from error
            raise
        finally:
            limit.cancel()

    def discard(self, buffer_size: int = PIECE) -> None:
        """Read the rest so that the next request can begin; close the connection if it is too long or too slow."""
        limit = Timeout(LINGER, TooSlow())
        try:
            for _ in range(MOST_LEFT // buffer_size):
                if not self.read(buffer_size):
                    return
        except (OSError, ValueError):
            pass
        finally:
            limit.cancel()
        self._protocol.close_connection = 1

    def _counted(self, length: int | None) -> bytes:
        left = self.content_length - self.position
        wanted = left if length is None else min(length, left)
        read: bytes = self._do_read(self._steadily, wanted)
        if len(read) < wanted:
            raise BadBody("the body ends too early")
        return read

    def _chunked(self, length: int | None) -> bytes:
        if self.should_send_hundred_continue:
            self.send_hundred_continue_response()
            self.is_hundred_continue_response_sent = True
        got = bytearray()
        while not self._ended and (length is None or len(got) < length):
            if self._left == 0:
                self._left = self._size_of_next()
                if self._left == 0:
                    self._pass_trailers()
                    self._ended = True
                    break
            wanted = self._left if length is None else min(self._left, length - len(got))
            got += self._exactly(wanted)
            self._left -= wanted
            if self._left == 0 and self._exactly(2) != b"\r\n":
                raise BadBody("a chunk is longer than it says")
        return bytes(got)

    def _size_of_next(self) -> int:
        self._chunks += 1
        match = CHUNK.fullmatch(self.rfile.readline(LONGEST_CHUNK_LINE))
        if match is None or self._chunks > MOST_CHUNKS:
            raise BadBody("no size of a chunk, or too many chunks")
        return int(match[1], 16)

    def _pass_trailers(self) -> None:
        for _ in range(MOST_TRAILERS):
            line = self.rfile.readline(LONGEST_CHUNK_LINE)
            if line == b"\r\n":
                return
            if not HEADER.fullmatch(line):
                break
        raise BadBody("the trailers are no headers, or too many")

    def _exactly(self, count: int) -> bytes:
        read = self._steadily(count)
        if len(read) < count:
            raise BadBody("the body ends too early")
        return read

    def _steadily(self, count: int) -> bytes:
        """Read as data arrives, recording its speed."""
        found = bytearray()
        while len(found) < count:
            piece = self.rfile.read1(count - len(found))
            if not piece:
                break
            self._protocol.conn_state.moved(len(piece))
            found += piece
        return bytes(found)


class Answer:
    """The output stream to a client that may read slowly."""

    def __init__(self, file: Any, connection: Connection) -> None:
        self._file, self._connection = file, connection

    def writelines(self, lines: Sequence[bytes]) -> None:
        """Write, recording how fast the client reads."""
        with self._connection.waiting(TO_TAKE):
            self._file.writelines(lines)
            self._connection.moved(sum(map(len, lines)))

    def flush(self) -> None:
        """Send what was written."""
        with self._connection.waiting(TO_TAKE):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Protocol(HttpOnlyProtocol):
    """The green server's HTTP protocol, stricter and without its version in responses."""

    server_version = "tongban"
    sys_version = ""
    rfile: Any
    conn_state: Connection
    _limit: Any = None

    def setup(self) -> None:
        """Wrap the output stream so that the client's reading speed is recorded."""
        super().setup()
        self.wfile: Any = Answer(self.wfile, self.conn_state)

    def handle_one_request(self) -> None:
        """Answer one request. An idle client may wait; a request that has begun must end in time."""
        try:
            super().handle_one_request()
        except TooSlow:
            self.send_error(HTTPStatus.REQUEST_TIMEOUT)
        finally:
            self._in_time()
            self.conn_state.ends()

    def handle_one_response(self) -> None:
        """Answer, unless too many requests of the same address are in progress."""
        told = self.environ.get("HTTP_X_FORWARDED_FOR", "")
        household = address_of(self.environ["REMOTE_ADDR"], told, self.server.proxies)
        places = self.server.connections.requests
        if not places.take(self.conn_state, household):
            self.send_error(HTTPStatus.TOO_MANY_REQUESTS)
            return
        try:
            super().handle_one_response()
        finally:
            places.free(self.conn_state)

    def _in_time(self) -> None:
        if self._limit is not None:
            self._limit.cancel()

    def _read_request_line(self) -> bytes:
        try:
            begun = not self.rfile.closed and self.rfile.peek(1)
        except ConnectionError:
            begun = b""
        if not begun:
            return b""
        self.conn_state.begins()
        self._limit = Timeout(settings().request_seconds, TooSlow())
        line: bytes = super()._read_request_line()
        if len(line) >= self.server.url_length_limit:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return b""
        if line and not REQUEST_LINE.fullmatch(line):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return b""
        return line

    def parse_request(self) -> bool:
        """Parse the head; refuse an ambiguous one."""
        lines = Lines(self.rfile)
        self.rfile = lines
        try:
            if not super().parse_request():
                self.close_connection = 1
                return False
        except (HeaderLineTooLong, HeadersTooLarge):
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return False
        self._in_time()
        if self.conn_state.sent_away:
            self.send_error(HTTPStatus.REQUEST_TIMEOUT)
            return False
        if doubtful(self.raw_requestline, lines.seen):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        return True

    def get_environ(self) -> dict[str, Any]:
        """Build the WSGI environment, with a body that is read strictly."""
        environ: dict[str, Any] = super().get_environ()
        environ["wsgi.input"] = environ[BODY] = Body(self, environ[BODY])
        environ[GONE], environ[CONNECTION] = self.gone, self.conn_state
        self.conn_state.waits = NOTHING
        return environ

    def gone(self) -> bool:
        """Check whether the client has hung up since it sent its request."""
        try:
            return self.connection.fd.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse an unreadable request in the application's format (RFC 9457), and close the connection."""
        self.close_connection = 1
        try:
            self.wfile.write(refusal(HTTPStatus(code)))
            self.wfile.flush()
        except OSError:
            return  # nobody is there to be told
