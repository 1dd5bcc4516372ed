"""Pages and files: a request waits for as long as they may take to make, and is told when to come back if they are late."""

import threading

import pytest

from services.documents.rendition import api, service
from services.documents.showing import api as pages
from services.documents.showing import service as showing
from services.documents.text import api as texts
from services.documents.text import service as reading
from shared.runtime import apart, green
from shared.runtime.offhub import Busy, OffHub

PLACE = service.OFF_HUB.seconds or float("inf")
"""The longest wait for the press: once to ask whether it can typeset, once to typeset."""
WAITS = {
    "preview": (service.PREVIEWS.seconds, service.SCREEN.seconds),
    "rendition_pages": (PLACE, service.PREVIEWS.seconds, service.SCREEN.seconds),
    "rendition_pdf": (PLACE, PLACE, service.PRESS.seconds),
    "rendition_docx": (PLACE, PLACE, service.PRESS.seconds),
    "attachment_pages": (apart.PLACES.seconds, showing.SECONDS),
    "text_import": (apart.PLACES.seconds, reading.SECONDS),
}
"""The waits of each call in its service, one after the other."""
SECONDS = {
    each.call: each.seconds for rows in (api.ROUTES, pages.ROUTES, texts.ROUTES) for each in rows if each.call in WAITS
}


@pytest.mark.parametrize("call", WAITS)
def test_the_gateway_waits_as_long_as_the_service_may_take(call: str) -> None:
    waits = [float("inf") if each is None else each for each in WAITS[call]]

    assert sum(waits) <= (SECONDS[call] or 0) <= 60


def test_whoever_waits_for_a_place_longer_than_its_bound_is_told_when_to_come_back() -> None:
    pool, end, refused = OffHub(seconds=0.2), threading.Event(), list[Busy]()
    there = green.spawn(pool.do, end.wait, 10)
    green.sleep(0)

    try:
        pool.do(len, "")
    except Busy as busy:
        refused.append(busy)
    finally:
        end.set()
        there.wait()

    assert [(each.status, each.details["retry_after"]) for each in refused] == [(503, 2)]
    assert pool.do(len, "12") == 2
