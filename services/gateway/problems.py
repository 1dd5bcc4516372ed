"""Refusals as RFC 9457 problem details, in the words of the office."""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from services.gateway.answers import json_response
from shared.api.shapes import FORMATS, LABELS
from shared.errors import InvalidInput, OfficeError
from shared.office import faulty

log = structlog.get_logger()

REQUEST_ID = "tongban.request_id"
"""The key of the request id in a request's environment."""
MOST_ERRORS = 100
"""The maximum faults in an answer; a request of a million faults is not answered by as many."""
MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: "请求无法理解",
    401: "需要登录",
    403: "无权办理",
    404: "没有找到",
    405: "不支持这种请求方法",
    408: "请求超时",
    409: "与当前情况冲突",
    412: "版本已变化",
    413: "内容过大",
    414: "地址过长",
    415: "不支持的内容类型",
    422: "内容有误",
    429: "请求过于频繁",
    500: "系统出错",
    503: "暂时不可用",
    507: "存储空间不足",
}
HTTP_CODES: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "请求的格式不正确。"),
    404: ("not_found", "没有这个地址。"),
    405: ("method_not_allowed", "这个地址不支持这种请求方法。"),
    413: ("too_large", "内容过长，请改作附件。"),
    415: ("unsupported_media_type", "提交的内容不能读取，请刷新页面后重试。"),
}
INTERNAL, BUG = "internal", "系统出错，已记录；请稍后再试，或者告知系统管理员。"
FIELD_MESSAGES: Mapping[str, str] = {
    "missing": "必须填写",
    "extra_forbidden": "不需要填写此项",
    "string_type": "应为文字",
    "string_too_short": "不能为空或者过短",
    "string_too_long": "超过了允许的长度",
    "list_type": "应为列表",
    "multiple_of": "上传中断，请重新上传",
    "too_long": "项数过多",
    "too_short": "项数过少",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "请选择是或者否",
    "greater_than_equal": "数值过小",
    "greater_than": "数值过小",
    "less_than_equal": "数值过大",
    "less_than": "数值过大",
    "literal_error": "请从列表中选择",
    "enum": "请从列表中选择",
    "dict_type": "应为对象",
    "model_type": "应为对象",
}


class BadInput(InvalidInput):
    """请求的格式不正确。"""

    code = "bad_request"
    status = 400


class TooManyItems(InvalidInput):
    """内容超过 10000 项；过长的表格请作为附件上传。"""

    code = "too_many_items"


class TooLarge(OfficeError):
    """内容过长，请改作附件。"""

    code = "too_large"
    status = 413


class TooSlow(OfficeError):
    """请求没有在规定时间内发完。"""

    code = "request_timeout"
    status = 408


class UnsupportedMediaType(OfficeError):
    """提交的内容不能读取，请刷新页面后重试。"""

    code = "unsupported_media_type"
    status = 415


def problem_body(path: str, error: OfficeError, request_id: str = "") -> dict[str, Any]:
    """Build the body of a refusal (RFC 9457); an internal error names the request as the log does."""
    body: dict[str, Any] = {
        "type": f"urn:tongban:problem:{error.code}",
        "title": TITLES.get(error.status, "请求未能办理"),
        "status": error.status,
        "detail": error.message if error.code != "internal" or not request_id else _found_by(request_id),
        "instance": path,
        "code": error.code,
    }
    if error.source:
        body["source"] = error.source
    if error.errors:
        body["errors"] = error.errors
    if error.status >= 500 and request_id:
        body["request_id"] = request_id
    return body | {name: value for name, value in error.details.items() if name not in body}


def _found_by(request_id: str) -> str:
    return f"系统出错，已记录（编号 {request_id}）；请稍后再试，或者把编号告诉系统管理员。"


def problem(request: Request, error: OfficeError) -> Response:
    """Build the response of a refusal."""
    response = json_response(problem_body(request.path, error, request.environ.get(REQUEST_ID, "")), error.status)
    response.content_type = MEDIA_TYPE
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in error.details:
        response.headers["Retry-After"] = str(error.details["retry_after"])
    return response


def from_validation(error: ValidationError) -> InvalidInput:
    """Convert validation errors into a refusal that names every invalid field."""
    faults = []
    for fault in error.errors(include_url=False, include_context=True)[:MOST_ERRORS]:
        kind = fault["type"]
        if kind in ("too_long", "too_short") and isinstance(fault["input"], str):
            kind = f"string_{kind}"  # a text that is shortened or checked before its length is
        message = _with_figures(kind, fault.get("ctx") or {}) or FIELD_MESSAGES.get(kind)
        if message is None:
            ours = any("一" <= each <= "龥" for each in fault["msg"])  # the schemas' own messages are Chinese
            message = fault["msg"] if ours else "内容有误"
        faults.append(faulty(_place(fault["loc"]), kind, message))
    return InvalidInput(errors=faults)


BOUNDS: Mapping[str, tuple[str, str]] = {
    "string_too_long": ("最多{}字", "max_length"),
    "string_too_short": ("至少{}字", "min_length"),
    "too_long": ("最多{}项", "max_length"),
    "too_short": ("至少{}项", "min_length"),
    "greater_than_equal": ("应不小于{}", "ge"),
    "greater_than": ("应大于{}", "gt"),
    "less_than_equal": ("应不大于{}", "le"),
    "less_than": ("应小于{}", "lt"),
}
"""Messages of faults with a known bound."""
CODE = re.compile(r"'([^']*)'")
FEW_CODES = 6
"""The maximum codes without a Chinese name that a message lists, such as the orders of a list."""


def _with_figures(kind: str, known: Mapping[str, Any]) -> str | None:
    """Return the message with a field's bound, or its choices; None if neither is known."""
    if kind in BOUNDS and known.get(BOUNDS[kind][1]) is not None:
        text, name = BOUNDS[kind]
        return "不能为空" if kind.endswith("_short") and known[name] == 1 else text.format(known[name])
    if kind == "string_pattern_mismatch" and known.get("pattern") in FORMATS:
        return FORMATS[str(known["pattern"])]
    if kind in ("literal_error", "enum") and known.get("expected"):
        codes = CODE.findall(str(known["expected"]))
        names = LABELS.get(frozenset(codes), dict(zip(codes, codes, strict=True)) if len(codes) <= FEW_CODES else {})
        return f"请从{'、'.join(filter(None, names.values()))}中选择" if names else "请从列表中选择"
    return None


def _place(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def from_exception(request: Request, error: Exception) -> Response:
    """Build the response of any exception: a refusal with its message, a bug as 500 without details."""
    if isinstance(error, OfficeError):
        return problem(request, error)
    if isinstance(error, ValidationError):
        return problem(request, from_validation(error))
    if isinstance(error, HTTPException):
        status = error.code or 500
        code, message = HTTP_CODES.get(status, ("bad_request", TITLES.get(status, "请求未能办理")))
        refusal = OfficeError(message)
        refusal.code, refusal.status = code, status
        answer = problem(request, refusal)
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer
    log.exception("request_failed", request_id=request.environ.get(REQUEST_ID))
    bug = OfficeError(BUG)
    bug.code, bug.status = INTERNAL, 500
    return problem(request, bug)
