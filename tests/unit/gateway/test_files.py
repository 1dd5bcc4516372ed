"""A file leaves the gateway as a file: named in Chinese, saved and not shown, and never larger than one answer."""

from urllib.parse import unquote

import pytest

from services.gateway.answers import careful, file_response
from shared.files import LARGEST, FileTooLarge, handed


def test_a_file_is_saved_under_its_chinese_name_and_not_shown_in_place() -> None:
    answer = handed("2026年发文登记簿.xlsx", "application/octet-stream", b"PK\x00\xff")

    response = file_response(answer)
    careful(response)

    disposition = response.headers["Content-Disposition"]
    assert response.get_data() == b"PK\x00\xff" and disposition.startswith('attachment; filename="2026_.xlsx"; ')
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == "2026年发文登记簿.xlsx"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_name_breaks_out_of_no_header() -> None:
    answer = handed('a"; filename="b\r\nSet-Cookie: x\\', "text/plain", b"")

    disposition = file_response(answer).headers["Content-Disposition"]

    assert disposition.count('"') == 2 and "\r" not in disposition and "\n" not in disposition


def test_what_does_not_travel_in_one_answer_is_refused_with_advice() -> None:
    assert handed("大", "text/plain", b"x" * LARGEST)["name"] == "大"
    with pytest.raises(FileTooLarge, match="缩小年度或者筛选范围"):
        handed("大", "text/plain", b"x" * (LARGEST + 1))
