"""Strict parsing of requests: ambiguous ones are refused before anything acts on them."""

import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request

from services.gateway.problems import BadInput, TooLarge, TooManyItems, TooSlow, UnsupportedMediaType
from shared.errors import InvalidInput
from shared.office import fault

LARGEST_BODY = 1024 * 1024
"""The maximum length of a body as UTF-8."""
LARGEST_ESCAPED = 2 * LARGEST_BODY
"""How long it may be as it is sent: a client that escapes (`\\u5b89`) needs six bytes for a character that takes three."""
DEEPEST = 32
MOST_ITEMS = 10_000
KEY = re.compile(r"[\x21-\x7e]{1,128}")
TAG = re.compile(r'"([0-9]{1,9})"')
PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def body_of(request: Request) -> dict[str, Any]:
    """Parse a JSON object; return `{}` if the body is empty."""
    raw = _raw_body(request)
    if not raw:
        return {}
    if request.mimetype != "application/json" or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise UnsupportedMediaType()
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("不接受压缩的请求内容。")
    try:
        body = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        raise BadInput("提交的内容不完整，请刷新页面后重试。") from error
    if not isinstance(body, dict):
        raise BadInput("提交的内容不完整，请刷新页面后重试。")
    _check(body)
    return body


def query_of(request: Request) -> dict[str, str]:
    """Parse the query; a parameter may appear once."""
    try:
        pairs = parse_qsl(
            request.query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise BadInput("查询参数的编码不正确。") from error
    query: dict[str, str] = {}
    for name, value in pairs:
        if name in query:
            raise fault(name, "repeated", "参数重复")
        _check_text(value)
        query[name] = value
    return query


def key_of(request: Request) -> str | None:
    """Parse the `Idempotency-Key`."""
    keys = request.headers.getlist("Idempotency-Key")
    if not keys:
        return None
    if len(keys) > 1 or not KEY.fullmatch(keys[0]):
        raise _bad_header("Idempotency-Key", "提交的编号有误，请刷新页面后重新提交")
    return keys[0]


def expected_of(request: Request) -> int | None:
    """Parse the version in `If-Match`; None if it is absent or `*`."""
    tag = request.headers.get("If-Match")
    if tag is None or tag.strip() == "*":
        return None
    match = TAG.fullmatch(tag.strip())
    if match is None:
        raise _bad_header("If-Match", '应为 "版本号"（带引号）或者 *')
    return int(match[1])


def last_event_of(request: Request) -> int | None:
    """Parse the last change that the caller received from a stream; None on the first connection."""
    sent = request.headers.get("Last-Event-ID", "")
    if not sent:
        return None
    if not re.fullmatch("[0-9]{1,15}", sent):
        raise _bad_header("Last-Event-ID", "应为本系统发出的事件编号")
    return int(sent)


def in_place_of(request: Request, *, allowed: bool) -> str | None:
    """Parse the person for whom the caller acts; None if they act for themselves."""
    said = request.headers.getlist("In-Place-Of")
    if not said:
        return None
    if not allowed:
        raise _bad_header("In-Place-Of", "这一事项不能由他人代办")
    if len(said) > 1 or not PERSON.fullmatch(said[0]):
        raise _bad_header("In-Place-Of", "应为一位人员的编号或者用户名")
    return said[0]


def request_id_of(request: Request) -> str | None:
    """Return the caller's `X-Request-Id`, if it is harmless."""
    sent = request.headers.get("X-Request-Id", "")
    return sent if REQUEST_ID.fullmatch(sent) else None


def bound_key(key: str, who: str, request: Request, body: dict[str, Any]) -> dict[str, str]:
    """Bind a key to the person and the route, with a fingerprint of the request."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    bound = "\n".join((who, request.method, request.path, key))
    return {"id": _digest(bound), "print": _digest(text)}


def part_of(key: dict[str, str], part: str) -> dict[str, str]:
    """Derive the key of one part of a request that does several things."""
    return {"id": _digest(f"{key['id']}\n{part}"), "print": key["print"]}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _raw_body(request: Request) -> bytes:
    if (request.content_length or 0) > LARGEST_ESCAPED:
        raise TooLarge()
    try:
        raw: bytes = request.environ["wsgi.input"].read(LARGEST_ESCAPED + 1) if _has_body(request) else b""
    except TimeoutError as error:
        raise TooSlow() from error
    except (OSError, ValueError) as error:
        raise BadInput("请求内容不完整。") from error
    if len(raw) > LARGEST_ESCAPED or (len(raw) > LARGEST_BODY and _unescaped(raw) > LARGEST_BODY):
        raise TooLarge()
    return raw


def _unescaped(raw: bytes) -> int:
    """Estimate the bytes of a body with its characters unescaped: a Chinese one takes three, its escape six."""
    return len(raw) - 3 * raw.count(b"\\u")


def _has_body(request: Request) -> bool:
    return bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _bad_header(name: str, message: str) -> InvalidInput:
    return fault(name, "bad_header", message)


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


def _check(body: Any) -> None:
    left = MOST_ITEMS
    level = [body]
    for _ in range(DEEPEST):
        deeper: list[Any] = []
        for each in level:
            left -= 1
            if left < 0:
                raise TooManyItems()
            if isinstance(each, str):
                _check_text(each)
            elif isinstance(each, dict):
                for name in each:
                    _check_text(name)
                deeper += each.values()
            elif isinstance(each, list):
                deeper += each
        if not deeper:
            return
        level = deeper
    raise BadInput("请求内容嵌套过深。")


def _check_text(text: str) -> None:
    if "\0" in text:
        raise BadInput("请求内容含有空字符。")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput("请求内容含有不合格的字符编码。") from error
