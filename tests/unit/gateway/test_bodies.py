"""The limit of a body's length: the same text fits whether a client escapes its characters or not."""

import io
import json
from typing import Any

import pytest
from werkzeug.wrappers import Request

from services.gateway.problems import TooLarge
from services.gateway.strict import LARGEST_BODY, LARGEST_ESCAPED, body_of


def request(content: bytes, **head: str) -> Request:
    length = {"CONTENT_LENGTH": str(len(content))} if "HTTP_TRANSFER_ENCODING" not in head else {}
    return Request(
        {
            "wsgi.input": io.BytesIO(content),
            "CONTENT_TYPE": "application/json",
            "REQUEST_METHOD": "POST",
            **length,
            **head,
        }
    )


@pytest.mark.parametrize("text", ["安" * 190_000, "安" * 349_000, "a" * 1_000_000])
@pytest.mark.parametrize("escaped", [False, True])
def test_the_same_text_fits_escaped_or_not(text: str, escaped: bool) -> None:
    body: dict[str, Any] = {"body": text}

    assert body_of(request(json.dumps(body, ensure_ascii=escaped).encode())) == body


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("head", [{}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_what_is_longer_is_refused_in_either_form(escaped: bool, head: dict[str, str]) -> None:
    too_long = json.dumps({"body": "安" * (LARGEST_BODY // 3 + 10)}, ensure_ascii=escaped).encode()

    with pytest.raises(TooLarge):
        body_of(request(too_long, **head))
    with pytest.raises(TooLarge):
        body_of(request(b'{"body": "' + b"a" * LARGEST_BODY + b'"}', **head))
    with pytest.raises(TooLarge):
        body_of(request(b'{"body": "' + b"\\u0061" * (LARGEST_ESCAPED // 6) + b'"}', **head))
