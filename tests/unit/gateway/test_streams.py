"""Files in transit: the client's digests are enforced, and no damaged file is served as whole."""

import base64
import hashlib
import io
from typing import Any

import pytest
from werkzeug.wrappers import Request

from services.gateway import streams
from shared.errors import InvalidInput

CONTENT = bytes(range(256)) * 2000


def digest_of(content: bytes, algorithm: str = "sha-256") -> str:
    value = hashlib.new(algorithm.replace("-", ""), content).digest()
    return f"{algorithm}=:{base64.b64encode(value).decode()}:"


def sent(content: bytes, digest: str | None) -> Request:
    head = {} if digest is None else {"HTTP_CONTENT_DIGEST": digest}
    return Request({"wsgi.input": io.BytesIO(content), "CONTENT_LENGTH": str(len(content)), **head})


@pytest.mark.parametrize(
    "digest",
    [
        None,
        digest_of(CONTENT),
        digest_of(CONTENT, "sha-512"),
        f"{digest_of(CONTENT)}, {digest_of(CONTENT, 'sha-512')}",
        "unixsum=:AAA=:",
    ],
)
def test_a_body_is_what_its_digest_says(digest: str | None) -> None:
    assert b"".join(streams.pieces_of(sent(CONTENT, digest))) == CONTENT


@pytest.mark.parametrize("digest", [digest_of(b"other"), f"{digest_of(CONTENT)}, {digest_of(b'other', 'sha-512')}"])
def test_a_body_that_is_another_than_its_digest_says_is_refused(digest: str) -> None:
    with pytest.raises(streams.DigestMismatch) as refused:
        list(streams.pieces_of(sent(CONTENT, digest)))
    assert refused.value.status == 422


@pytest.mark.parametrize("digest", ["sha-256", "sha-256=abc", "sha-256=:a:", "sha-256=:AAAA", "=:AAAA:"])
def test_a_digest_that_is_none_is_refused_before_anything_is_read(digest: str) -> None:
    with pytest.raises(InvalidInput):
        next(streams.pieces_of(sent(CONTENT, digest)))


def entry(content: bytes) -> dict[str, Any]:
    return {"id": "a1", "size": len(content), "name": "a.pdf", "sha256": hashlib.sha256(content).hexdigest()}


def reading(content: bytes) -> Any:
    def read(place: int) -> str:
        return base64.b64encode(content[place * streams.PIECE : (place + 1) * streams.PIECE]).decode()

    return read


def test_a_download_says_its_digest() -> None:
    response = streams.download(entry(CONTENT), reading(CONTENT))

    assert b"".join(response.iter_encoded()) == CONTENT
    assert response.headers["Content-Digest"] == digest_of(CONTENT)


def test_a_small_file_that_was_changed_in_the_store_is_refused() -> None:
    with pytest.raises(streams.Damaged):
        streams.download(entry(b"%PDF-one"), reading(b"%PDF-two"))


def test_a_large_file_that_was_changed_in_the_store_is_cut_off_before_its_end() -> None:
    response = streams.download(entry(CONTENT), reading(b"x" + CONTENT[1:]))
    got = b""

    with pytest.raises(streams.Damaged):
        for piece in response.iter_encoded():
            got += piece
    assert len(got) < len(CONTENT)
