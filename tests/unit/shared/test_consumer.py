"""A message is let go on the connection that it came by; where that is gone, the broker delivers it again."""

from types import SimpleNamespace

import pytest
from amqp.exceptions import RecoverableConnectionError

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
