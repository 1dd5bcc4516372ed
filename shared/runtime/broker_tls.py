"""TLS to the broker for `amqps://` addresses: its certificate and name are always verified, which kombu leaves out."""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport.pyamqp import SSLTransport

from shared.runtime.config import settings


class VerifiedTransport(SSLTransport):
    """Connects over TLS to a broker whose certificate one of the trusted authorities issued for its name."""

    def __init__(self, client: Any, **options: Any) -> None:
        file = settings().broker_ca
        context = {"check_hostname": True, **({} if file is None else {"cafile": str(file)})}
        client.ssl = {"context": context, "server_hostname": None}  # kombu puts in the host of the address
        super().__init__(client, **options)


def install() -> None:
    """Replace kombu's transport for `amqps://`."""
    TRANSPORT_ALIASES["amqps"] = f"{__name__}:{VerifiedTransport.__name__}"
