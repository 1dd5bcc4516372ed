"""A cursor names a position in a list; anything else is refused."""

from datetime import UTC, datetime

import pytest

from shared.pages import BadCursor, decode_cursor, encode_cursor


def test_a_place_is_read_as_it_was_named() -> None:
    place = datetime(2026, 11, 23, 8, 30, 0, 123000, tzinfo=UTC), "d1"

    assert decode_cursor(encode_cursor(*place)) == place


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "Paris",
        encode_cursor(datetime(2026, 11, 23), "d1"),
        encode_cursor(datetime(1, 1, 1, tzinfo=UTC), "d1"),
        encode_cursor(datetime(9999, 12, 31, tzinfo=UTC), "d1"),
    ],
)
def test_what_names_no_place_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(cursor)
