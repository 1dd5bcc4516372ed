"""Where a request comes from: the socket's address, or what a proxy of our own says of it."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Networks = Sequence[IPv4Network | IPv6Network]


def networks(text: str) -> Networks:
    """Read addresses and networks, parted by commas."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def address_of(socket: str, forwarded: str, proxies: Networks) -> str:
    """Find the address that asks: the nearest one that is no proxy of ours, whatever others say in a header.

    socket: where the connection comes from. forwarded: the `X-Forwarded-For` that came with it.
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
    """Name who bears an address; of an IPv6 address the first half, since whoever has one has all of its second half."""
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
    """Check whether an address is one of these."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in proxies)
