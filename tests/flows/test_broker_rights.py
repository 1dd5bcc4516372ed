"""Each service has its own broker user, who may do what that service does and nothing else."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from amqp.exceptions import AccessRefused
from kombu import Connection

from services.registry import GATEWAY, names, with_data
from services.topology import DEPLOYER, all_rights, declare, definitions, exchanges, queues_of
from shared.runtime.relay import exchange_of
from shared.runtime.rpc import call_exchange, reply_name, reply_route
from tests.conftest import Launch
from tests.flows.test_document_story import draft_and_release, handle, incoming_of
from tests.support.rabbit import RabbitNode
from tests.support.system import ROOT, eventually

pytestmark = pytest.mark.rabbitmq
PASSWORD = "only for tests"
CALLS = call_exchange().name
BARE, DECLARED = "rights-bare", "rights-declared"
Act = Callable[[Any], Any]


@pytest.fixture(scope="module")
def users(node: RabbitNode) -> Callable[[str], dict[str, str]]:
    """Provide the broker as deployed: quorum queues by default, a user for each service; return their addresses by vhost."""
    kind = {"default_queue_type": "quorum"}
    found = {
        "vhosts": [{"name": vhost, **kind, "metadata": kind} for vhost in (BARE, DECLARED)],
        "users": [{"name": each.user, "password": PASSWORD, "tags": ""} for each in all_rights()],
    }
    for vhost in (BARE, DECLARED):
        for name, entries in definitions(vhost).items():
            found.setdefault(name, []).extend(entries)
    path = node.folder / "rights.json"
    path.write_text(json.dumps(found))
    node.evaluate(f'{{ok, All}} = file:read_file("{path}"), ok = rabbit_definitions:import_raw(All).')

    def uris(vhost: str) -> dict[str, str]:
        return {
            each.user: f"amqp://{each.user}:{quote(PASSWORD)}@127.0.0.1:{node.port}/{vhost}" for each in all_rights()
        }

    assert list(declare(uris(DECLARED)[DEPLOYER]))
    return uris


def refused(uri: str, act: Act) -> bool:
    """Check whether the broker refuses a user's act."""
    with Connection(uri) as connection:
        channel = connection.channel()
        try:
            act(channel)
            channel.basic_qos(0, 1, False)  # a refused message closes the channel, which shows with the next question
        except AccessRefused:
            return True
        return False


def publish(exchange: str, routing_key: str, **headers: Any) -> Act:
    def act(channel: Any) -> None:
        message = channel.prepare_message("{}", None, "application/json", "utf-8", headers)
        channel.basic_publish(message, exchange=exchange, routing_key=routing_key)

    return act


def listen(service: str, exchange: str, routing_key: str) -> Act:
    """Declare a queue for replies to a service, and bind it."""

    def act(channel: Any) -> None:
        name = reply_name(service, str(uuid.uuid4()))
        channel.queue_declare(name, durable=False, exclusive=True)
        channel.queue_bind(name, exchange, routing_key)

    return act


def test_the_story_goes_through_with_a_user_a_service_on_a_read_only_root_and_begins_when_all_is_declared(
    users: Callable[[str], dict[str, str]], launch: Launch, template: Path
) -> None:
    uris = users(BARE)
    running = launch(
        broker={**uris, "declare-topology": uris[DEPLOYER]},
        apart=True,
        ready=False,
        TONGBAN_DECLARE="no",
        TONGBAN_TOKEN_KEY=(template / "token-key").read_text().strip(),
        TONGBAN_LOG_DAYS="0",  # as the manifests set it
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONPATH=str(ROOT / "tests" / "support" / "readonly"),
    ).start(wait=False)
    for name in with_data():
        eventually(lambda name=name: f"no exchange '{name}.events'" in running.log())

    declared = running.command("declare-topology")
    assert declared.returncode == 0, declared.stderr
    running.wait_ready()

    document = draft_and_release(running)
    incoming = eventually(lambda: incoming_of(running, "west", document["id"]), seconds=5)
    assert handle(running, "west", incoming["id"])["status"] == "completed"
    eventually(lambda: running.person("east.clerk").get(f"/documents/{document['id']}")["deliveries"][0]["reply"])
    assert set(running.stop()) == {0}
    assert "read-only root" not in running.log()


def test_a_service_reads_its_own_queues_only(users: Callable[[str], dict[str, str]]) -> None:
    for name, uri in users(DECLARED).items():
        for owner in with_data():
            for queue in queues_of(owner):
                read = refused(uri, lambda channel, queue=queue: channel.basic_get(queue.name))
                assert read == (name != owner), (name, queue.name)


def test_a_service_announces_on_its_own_exchange_only(users: Callable[[str], dict[str, str]]) -> None:
    for name, uri in users(DECLARED).items():
        for owner in with_data():
            announced = refused(uri, publish(exchange_of(owner).name, "document_released.v1"))
            assert announced == (name != owner), (name, owner)
        assert refused(uri, publish("", "rpc-documents")), name
        assert refused(uri, publish("amq.topic", "documents.act")), name


def test_only_the_gateway_asks_for_commands_and_a_subscriber_asks_its_sources_for_their_journal(
    users: Callable[[str], dict[str, str]],
) -> None:
    for name, uri in users(DECLARED).items():
        assert refused(uri, publish(CALLS, "documents.act")) == (name != GATEWAY), name
    training = users(DECLARED)["training"]
    assert not refused(training, publish(CALLS, "meetings.events_since"))
    assert refused(training, publish(CALLS, "reception.events_since"))
    assert refused(training, publish(CALLS, "meetings.act"))
    assert not refused(users(DECLARED)["notifications"], publish(CALLS, "documents.last_turns"))


def test_a_call_smuggled_in_as_a_copy_is_refused_or_bears_the_route_that_was_allowed(
    users: Callable[[str], dict[str, str]],
) -> None:
    """RabbitMQ checks the routes of copies (CC) since 4.0; before, the called service sees a method that it has not."""
    uris = users(DECLARED)
    with Connection(uris["documents"]) as connection:
        connection.channel().queue_purge("rpc-documents")

    smuggled = not refused(uris["training"], publish(CALLS, "meetings.events_since", CC=["documents.act"]))

    with Connection(uris["documents"]) as connection:
        message = connection.channel().basic_get("rpc-documents", no_ack=True)
    assert smuggled == (message is not None)
    assert message is None or message.delivery_info["routing_key"] == "meetings.events_since"


def test_replies_go_to_whoever_called_and_nobody_else_can_listen_in(users: Callable[[str], dict[str, str]]) -> None:
    for name, uri in users(DECLARED).items():
        if name == DEPLOYER:
            continue
        assert not refused(uri, listen(name, CALLS, reply_route(name, str(uuid.uuid4())))), name
        for other in names():
            if other != name:
                assert refused(uri, listen(name, CALLS, reply_route(other, str(uuid.uuid4())))), (name, other)
                assert refused(uri, listen(other, CALLS, reply_route(name, str(uuid.uuid4())))), (name, other)
        for route in ("#", "reply.#", "documents.*", f"reply.{name}.*"):
            assert refused(uri, listen(name, CALLS, route)), (name, route)
        assert refused(uri, listen(name, "documents.events", "#")), name
        assert refused(uri, publish(CALLS, reply_route("documents", str(uuid.uuid4())))) == (name == GATEWAY)


def test_nobody_but_the_deployer_declares_or_deletes(users: Callable[[str], dict[str, str]]) -> None:
    for name, uri in users(DECLARED).items():
        if name == DEPLOYER:
            continue
        for exchange in exchanges():
            assert refused(uri, lambda channel, exchange=exchange: exchange(channel).declare()), (name, exchange.name)
            assert refused(uri, lambda channel, exchange=exchange: channel.exchange_delete(exchange.name))
        for queue in queues_of("documents"):
            assert refused(uri, lambda channel, queue=queue: queue(channel).declare()), (name, queue.name)
            assert refused(uri, lambda channel, queue=queue: channel.queue_delete(queue.name)), (name, queue.name)


def test_calls_wait_in_quorum_queues_where_the_vhost_says_so(
    users: Callable[[str], dict[str, str]], node: RabbitNode
) -> None:
    kinds = node.evaluate(f'[amqqueue:get_type(Q) || Q <- rabbit_amqqueue:list(<<"{DECLARED}">>)].')

    assert "rabbit_quorum_queue" in kinds and "classic" not in kinds
