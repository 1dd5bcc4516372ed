"""A broker over TLS: events go over it, and a broker whose certificate nobody trusted is not talked to."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import Launch
from tests.flows.test_document_story import draft_and_release, incoming_of
from tests.support.ports import free_port
from tests.support.rabbit import RabbitNode, skip_without_rabbitmq
from tests.support.system import eventually

pytestmark = pytest.mark.rabbitmq


def certificate(folder: Path, address: str) -> None:
    """Write a key and a self-signed certificate for an address."""
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), at, at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(scope="module")
def secured() -> Iterator[tuple[RabbitNode, int]]:
    skip_without_rabbitmq()
    folder, user, port = Path(tempfile.mkdtemp(prefix="tongban-rabbit-")), None, free_port()
    certificate(folder, "127.0.0.1")
    if os.geteuid() == 0:
        user = "nobody"
        for each in (folder, folder / "tls.crt", folder / "tls.key"):
            shutil.chown(each, user)
    told = {
        "listeners.ssl.1": f"127.0.0.1:{port}",
        "listeners.ssl.2": f"127.0.0.2:{port}",
        "ssl_options.certfile": str(folder / "tls.crt"),
        "ssl_options.keyfile": str(folder / "tls.key"),
    }
    found = RabbitNode(folder, user=user, settings=told)
    found.start()
    yield found, port
    found.remove()


def test_events_go_over_tls_and_a_broker_that_nobody_vouches_for_is_refused(
    secured: tuple[RabbitNode, int], launch: Launch
) -> None:
    node, port = secured
    uri = f"amqps://guest:guest@127.0.0.1:{port}/{node.new_vhost()}"
    trusted = launch(broker=uri, TONGBAN_BROKER_CA=str(node.folder / "tls.crt"))
    released = draft_and_release(trusted)

    assert eventually(lambda: incoming_of(trusted, "west", released["id"]), seconds=30)
    assert "✓ 消息  已连接 amqps://" in trusted.command("doctor").stdout
    distrustful = launch(broker=uri, ready=False).command("doctor").stdout
    named_otherwise = launch(
        broker=uri.replace("127.0.0.1", "127.0.0.2"), ready=False, TONGBAN_BROKER_CA=str(node.folder / "tls.crt")
    ).command("doctor").stdout  # fmt: skip
    for refused in (distrustful, named_otherwise):
        assert "✗ 消息" in refused and "CERTIFICATE_VERIFY_FAILED" in refused.replace(" ", "_").upper()
