"""The address of a request comes from the socket, or a trusted proxy, and from nobody else."""

import pytest

from shared.runtime.addresses import address_of, networks

OURS = networks("10.0.0.0/8, 2001:db8:1::/48")


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
    assert address_of(socket, told or "", OURS) == address


def test_without_proxies_of_ours_no_header_counts() -> None:
    assert address_of("10.0.0.1", "198.51.100.1", networks("")) == "10.0.0.1"
