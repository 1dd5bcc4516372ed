"""Where a request comes from is said by the socket, or by a proxy of our own, and by nobody else."""

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from services.gateway.addresses import address_of, networks

OURS = networks("10.0.0.0/8, 2001:db8:1::/48")


def from_socket(address: str, told: str | None = None) -> Request:
    headers = {} if told is None else {"X-Forwarded-For": told}
    return Request(EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": address}).get_environ())


@pytest.mark.parametrize(
    ("socket", "told", "address"),
    [
        ("203.0.113.5", None, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # whoever asks says so of themselves
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.9, 10.0.0.2", "10.0.0.9"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("2001:db8:1::1", "2400:cb00:1:2:3:4:5:6", "2400:cb00:1:2::/64"),
        ("::ffff:203.0.113.5", None, "203.0.113.5"),
    ],
)
def test_the_nearest_address_that_is_no_proxy_of_ours_counts(socket: str, told: str | None, address: str) -> None:
    assert address_of(from_socket(socket, told), OURS) == address


def test_without_proxies_of_ours_no_header_counts() -> None:
    assert address_of(from_socket("10.0.0.1", "198.51.100.1"), networks("")) == "10.0.0.1"
