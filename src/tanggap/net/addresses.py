"""Which addresses we visit: only public ones, unless an operator listed the exact host and port."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from tanggap.net.errors import AddressRefused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_URL_LENGTH = 4096
DEFAULT_PORTS = {"http": 80, "https": 443}
# Services that speak something else than HTTP, or hold data behind it: no page lives there.
NON_WEB_PORTS = frozenset(
    {1080, 1433, 1521, 2049, 2375, 2376, 2379, 3128, 3306, 3389, 4369, 5432, 5672, 5900, 5984, 6000, 6379}
    | {6443, 6666, 6667, 9042, 9092, 9200, 9300, 10250, 11211, 15672, 27017, 50070}
)
# Listed by hand, because what `is_global` means has changed between versions of Python.
REFUSED_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
# Inside the public range, but special: Teredo and ORCHID, documentation, 6to4.
REFUSED_V6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
LOCAL_SUFFIXES = (".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home.arpa")
_NUMERIC_LABEL = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Authority:
    """Scheme, host in its ASCII form without brackets, and port of an address that passed the rules."""

    scheme: str
    host: str
    port: int

    @property
    def hostport(self) -> str:
        """`host:port`, with brackets around IPv6: the form of the allow-list and of politeness."""
        return hostport(self.host, self.port)


def hostport(host: str, port: int) -> str:
    """Return the form in which a host and a port are listed together.

    Examples
    --------
    >>> hostport("Koran.example", 80), hostport("::1", 8080)
    ('koran.example:80', '[::1]:8080')
    """
    return f"[{host}]:{port}" if ":" in host else f"{host.lower()}:{port}"


def is_public(address: IPAddress) -> bool:
    """Whether an address is on the open internet.

    Every IPv6 form that wraps an IPv4 address (mapped, compatible, 6to4, NAT64, Teredo) counts as not
    public: the wrapped address would reach where the rules cannot see.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in REFUSED_V4)
    return address in PUBLIC_V6 and not any(address in network for network in REFUSED_V6)


class AddressRules:
    """Refuses addresses by what they say (`check_url`) and by where they lead (`check_addresses`).

    Parameters
    ----------
    private_hosts
        Exact ``host:port`` entries that may be private and may use any port.
    """

    def __init__(self, private_hosts: frozenset[str] = frozenset()) -> None:
        self.private_hosts = frozenset(entry.strip().lower() for entry in private_hosts)

    def is_listed(self, host: str, port: int) -> bool:
        """Whether an operator listed this very host and port."""
        return hostport(host, port) in self.private_hosts

    def check_url(self, url: str | httpx.URL) -> Authority:
        """Return the authority of an address that we may visit.

        Raises
        ------
        AddressRefused
            If the scheme, the host or the port is not one that we visit.
        """
        parsed = _parse(url)
        if parsed.scheme not in DEFAULT_PORTS:
            raise AddressRefused("only http and https addresses are visited")
        if parsed.userinfo:
            raise AddressRefused("the address carries a user name or password")
        host = parsed.raw_host.decode("ascii").lower()
        authority = Authority(parsed.scheme, host, parsed.port or DEFAULT_PORTS[parsed.scheme])
        if not self.is_listed(host, authority.port):
            _check_host(host)
            _check_port(authority.port)
        return authority

    def check_addresses(self, host: str, port: int, addresses: Sequence[str]) -> tuple[str, ...]:
        """Return the addresses that a name was resolved to, when every one of them is allowed.

        Raises
        ------
        AddressRefused
            If even one is not public: a name that mixes public and private addresses is an attempt.
        """
        if not addresses:
            raise AddressRefused("the name leads nowhere")
        if not self.is_listed(host, port):
            for address in addresses:
                if not is_public(ipaddress.ip_address(address.partition("%")[0])) or "%" in address:
                    raise AddressRefused("the name leads to an address that is not public")
        return tuple(addresses)


def _parse(url: str | httpx.URL) -> httpx.URL:
    if len(str(url)) > MAX_URL_LENGTH:
        raise AddressRefused("the address is too long")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise AddressRefused("the address cannot be read") from None
    if not parsed.raw_host:
        raise AddressRefused("the address has no host")
    return parsed


def _check_host(host: str) -> None:
    literal = _ip_literal(host)
    if literal is not None:
        if not is_public(literal):
            raise AddressRefused("the address is not public")
        return
    if host.endswith("."):
        raise AddressRefused("the host ends with a dot")
    last_label = host.rpartition(".")[2]
    # 2130706433, 0x7f.1, 0177.0.0.1 and 127.1 are IPv4 addresses in disguise.
    if _NUMERIC_LABEL.fullmatch(last_label):
        raise AddressRefused("the host is a number in disguise")
    if "." not in host or host.endswith(LOCAL_SUFFIXES):
        raise AddressRefused("the host is a local name")


def _ip_literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check_port(port: int) -> None:
    if port not in (80, 443) and (not 1024 <= port <= 65535 or port in NON_WEB_PORTS):
        raise AddressRefused("no web page is served on this port")
