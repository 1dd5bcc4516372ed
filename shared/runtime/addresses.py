"""Resolve the address a request comes from: the socket's address, or the one that a trusted proxy reports."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Networks = Sequence[IPv4Network | IPv6Network]


def networks(text: str) -> Networks:
    """Parse a comma-separated list of addresses and networks."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def address_of(socket: str, forwarded: str, proxies: Networks) -> str:
    """Return the key of the client's address (`household`): the nearest hop that is not a trusted proxy.

    socket: the connection's address. forwarded: its `X-Forwarded-For` header, trusted as far as proxies set it.
    """
    told = [each.strip() for each in forwarded.split(",")]
    address = socket
    while told and within(address, proxies):
        before = told.pop()
        if _read(before) is None:
            break
        address = before
    return household(address)


def household(address: str) -> str:
    """Return the key by which an address is limited; for IPv6 its /64 prefix, because one subscriber owns all of it."""
    found = _read(address)
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ip_network((found, 64), strict=False))
    return address


def _read(text: str) -> object:
    try:
        return ip_address(text)
    except ValueError:
        return None


def within(text: str, proxies: Networks) -> bool:
    """Check whether an address belongs to one of these networks."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in proxies)
