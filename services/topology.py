"""The broker's topology: exchanges, queues, and the permissions of each service's broker user."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kombu import Connection, Exchange, Queue

from services.registry import GATEWAY, members, names, reactions_of, service_class, with_data
from shared.runtime.hints import Hints, hint_route
from shared.runtime.reaction import queue_of
from shared.runtime.relay import exchange_of
from shared.runtime.rpc import Calls, call_exchange, call_queue, reply_name, reply_route
from shared.runtime.starting import CannotStart

DEPLOYER = "deployer"
"""The broker user that declares; it reads no queue and publishes nothing."""
DEPLOYER_SECONDS = 30
"""How long a broker that has only begun is waited for, in seconds."""
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
METHOD = "[a-z_]+"
JOURNAL = "(events_between|events_since|last_turns)"
"""The methods that a subscriber calls at the announcing service."""
NOTHING = "^$"


@dataclass(frozen=True)
class Rights:
    """The permissions of one broker user to configure, write and read, as regular expressions over whole names.

    topics: for an exchange, the routing keys that the user may publish with, and bind a queue to.
    """

    user: str
    configure: str
    write: str
    read: str
    topics: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def exchanges() -> list[Exchange]:
    """Return the exchanges: one for calls, and one for the events of each service."""
    return [call_exchange(), *(exchange_of(name) for name in with_data())]


def queues_of(service: str) -> list[Queue]:
    """Return the queues that a service reads: its calls, and one for each of its reactions."""
    if service == GATEWAY:
        return []
    handlers = reactions_of(service_class(service))
    return [call_queue(service), *(queue_of(f"{service}.{method}", events) for method, events in handlers)]


def calls_of(service: str) -> dict[str, str]:
    """Return which services a service calls, each with its methods as a regular expression.

    A subscriber asks the services behind its events for their journal. The gateway, and every service with `Calls`, may
    call everything; the called service then authorises each call.
    """
    found = service_class(service)
    if service == GATEWAY or any(isinstance(each, Calls) for each in members(found).values()):
        return {name: METHOD for name in with_data() if name != service}
    sources = {event.service for _, events in reactions_of(found) for event in events}
    return dict.fromkeys(sorted(sources - {service}), JOURNAL)


def rights_of(service: str) -> Rights:
    """Return the permissions of a service's broker user: its own queues, its own exchange, and its calls."""
    calls, replies = call_exchange().name, _name(reply_name(service, "{}")).format(UUID)
    callers = f"({'|'.join(names())})"
    announced = [] if service == GATEWAY else [exchange_of(service).name]
    answered = [] if service == GATEWAY else [_name(reply_route("{}", "{}")).format(callers, UUID)]
    heard = [_name(hint_route(name)) for name in with_data() if _hints(name)] if service == GATEWAY else []
    hinted = [_name(hint_route(service))] if _hints(service) else []
    asked = [f"{name}\\.{methods}" for name, methods in calls_of(service).items()]
    return Rights(
        service,
        configure=_any(replies),
        write=_any(*map(_name, (*announced, calls)), replies),
        read=_any(*(_name(queue.name) for queue in queues_of(service)), _name(calls), replies),
        topics={
            calls: (_any(*asked, *answered, *hinted), _any(_name(reply_route(service, "{}")).format(UUID), *heard))
        },
    )


def _hints(service: str) -> bool:
    return any(isinstance(each, Hints) for each in members(service_class(service)).values())


def deployer() -> Rights:
    """Return the permissions of the declaring user: to bind, a queue must be writable and an exchange readable."""
    own = [_name(each.name) for each in exchanges()]
    queues = [_name(queue.name) for service in with_data() for queue in queues_of(service)]
    return Rights(DEPLOYER, configure=_any(*own, *queues), write=_any(*queues), read=_any(*own))


def all_rights() -> list[Rights]:
    """Return the permissions of every broker user."""
    return [*(rights_of(name) for name in names()), deployer()]


def definitions(vhost: str) -> dict[str, Any]:
    """Return the permissions as RabbitMQ imports them (`rabbitmqctl import_definitions`); the users must exist."""
    return {
        "permissions": [
            {"user": each.user, "vhost": vhost, "configure": each.configure, "write": each.write, "read": each.read}
            for each in all_rights()
        ],
        "topic_permissions": [
            {"user": each.user, "vhost": vhost, "exchange": exchange, "write": write, "read": read}
            for each in all_rights()
            for exchange, (write, read) in each.topics.items()
        ],
    }


def resources(vhost: str, *, cluster: str) -> list[dict[str, Any]]:
    """Return users and permissions as resources of RabbitMQ's topology operator; passwords come from the secrets named."""

    def resource(kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
        reference = {"rabbitmqClusterReference": {"name": cluster}}
        return {
            "apiVersion": "rabbitmq.com/v1beta1", "kind": kind, "metadata": {"name": name}, "spec": {**spec, **reference},
        }  # fmt: skip

    found = []
    for each in all_rights():
        own = {"vhost": vhost, "userReference": {"name": each.user}}
        granted = {"configure": each.configure, "write": each.write, "read": each.read}
        found.append(resource("User", each.user, {"importCredentialsSecret": {"name": f"broker-{each.user}"}}))
        found.append(resource("Permission", each.user, {**own, "permissions": granted}))
        for exchange, (write, read) in each.topics.items():
            routes = {"exchange": exchange, "write": write, "read": read}
            found.append(resource("TopicPermission", each.user, {**own, "permissions": routes}))
    return found


def connected(uri: str) -> str:
    """Connect to the broker and return its address without the password; let its errors through."""
    with Connection(uri, connect_timeout=5) as connection:
        connection.connect()
        return str(connection.as_uri())


def first_missing(uri: str, services: Iterable[str]) -> tuple[str, Exception] | None:
    """Return the first exchange or queue of these services that is missing or not accessible, with the error."""
    with Connection(uri, connect_timeout=5) as connection:
        for each in [*exchanges(), *(queue for name in services for queue in queues_of(name))]:
            try:
                each(connection.channel()).declare(passive=True)
            except Exception as error:
                return str(each.name), error
    return None


def declare(uri: str) -> Iterator[str]:
    """Declare every exchange, then every queue with its bindings; yield each name afterwards. Raise CannotStart."""
    with Connection(uri, connect_timeout=DEPLOYER_SECONDS) as connection:
        try:
            channel = connection.channel()
            for exchange in exchanges():
                exchange(channel).declare()
                yield f"exchange {exchange.name}"
            for name in with_data():
                for queue in queues_of(name):
                    queue(channel).declare()
                    yield f"queue {queue.name}"
        except (*connection.connection_errors, *connection.channel_errors) as error:
            told = str(error).strip() or type(error).__name__
            raise CannotStart(
                f"消息服务 {connection.as_uri()} 没有应答或拒绝了操作（{told}），请核对 AMQP_URI 和账号的权限。"
            ) from error


def _name(text: str) -> str:
    return text.replace(".", "\\.")


def _any(*patterns: str) -> str:
    return f"^({'|'.join(patterns)})$" if patterns else NOTHING
