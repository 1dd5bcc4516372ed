"""A message is acknowledged on its own connection; if that is gone, the broker delivers it again."""

from types import SimpleNamespace

import pytest
from amqp.exceptions import RecoverableConnectionError
from kombu import Queue

from shared.runtime import embedded_broker, green, rpc
from shared.runtime.rpc import AttentiveConsumer


class Cut:
    """A message whose connection breaks when it is used."""

    channel = SimpleNamespace(connection=True)

    def __init__(self, error: Exception) -> None:
        self.error = error

    def ack(self) -> None:
        raise self.error

    requeue = ack


@pytest.mark.parametrize("error", [BrokenPipeError(), ConnectionResetError(), RecoverableConnectionError("gone")])
def test_a_broker_that_goes_while_a_message_is_settled_ends_nobody(error: Exception) -> None:
    consumer, message = AttentiveConsumer(), Cut(error)

    consumer.ack_message(message)
    consumer.requeue_message(message)


def test_a_bug_is_not_taken_for_a_broken_connection() -> None:
    with pytest.raises(KeyError):
        AttentiveConsumer().ack_message(Cut(KeyError()))


class Container(SimpleNamespace):
    """A container as a consumer needs it; a plain namespace cannot be weakly referenced."""

    __hash__ = object.__hash__


def test_a_consumer_that_waits_for_messages_is_woken_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "WOKEN_SECONDS", 60.0)
    embedded_broker.install()
    container = Container(
        config={"AMQP_URI": "tongban-memory://"}, max_workers=1, accept=["json"], service_name="office", shared_extensions={},
        spawn_managed_thread=lambda run, **_: green.spawn(run),
    )  # fmt: skip
    consumer = AttentiveConsumer().bind(container)
    provider = Container(queue=Queue("office.woken"), handle_message=None)
    consumer.register_provider(provider)
    consumer.start()

    with green.Timeout(20):
        green.sleep(0.1)
        consumer.unregister_provider(provider)
        consumer.stop()

    assert consumer.should_stop
