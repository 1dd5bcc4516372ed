"""During an outage of RabbitMQ: everything that one process does alone goes on, and nothing that several do together."""

import time

import pytest
import requests

from tests.conftest import Launch
from tests.flows.test_document_story import NOTICE, draft_and_release, incoming_of
from tests.support.rabbit import RabbitNode
from tests.support.system import eventually

pytestmark = pytest.mark.rabbitmq


def test_one_process_goes_on_and_sends_its_events_later_where_several_say_when_to_ask_again(
    launch: Launch, node: RabbitNode
) -> None:
    together = launch(broker=node.uri(node.new_vhost()), TONGBAN_RECONCILE_SECONDS="600")
    apart = launch(broker=node.uri(node.new_vhost()), apart=True)
    assert apart.person("east.clerk").ask("POST", "/documents", NOTICE).status == 201

    node.kill()
    try:
        released = draft_and_release(together, recipients=["west"])
        began = time.monotonic()
        refused = apart.person("east.clerk").ask("POST", "/documents", NOTICE)
        took = time.monotonic() - began
        parts = requests.get(f"{apart.url}/readyz", timeout=10).json()["parts"]
        arrived = together.person("west.registrar").get("/incoming?limit=100")["items"]
    finally:
        node.start()

    assert (refused.status, refused.headers["Retry-After"]) == (503, "2")
    assert took < 2.5
    assert parts["broker"]["status"] == "down" and parts["documents"]["detail"] == "unavailable"
    assert released["id"] not in {each["document_id"] for each in arrived}
    assert eventually(lambda: incoming_of(together, "west", released["id"]))
    assert eventually(lambda: apart.person("east.clerk").ask("POST", "/documents", NOTICE).status == 201)
