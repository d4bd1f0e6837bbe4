import ipaddress

import pytest

from tanggap.net.addresses import AddressRules, is_public
from tanggap.net.errors import AddressRefused

DISGUISED = [
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
    "http://017700000001/", "http://127.0.0.1/", "http://10.1.2.3/", "http://192.168.0.1/",
    "http://172.31.255.255/", "http://169.254.169.254/latest/meta-data", "http://100.64.0.1/", "http://0.0.0.0/",
    "http://224.0.0.1/", "http://255.255.255.255/", "http://198.18.0.1/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:8.8.8.8]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001:0:53aa:64c::1]/", "http://[fe80::1]/",
    "http://[fc00::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/", "http://localhost/", "http://intranet/",
    "http://printer.local/", "http://api.internal/", "http://foo.localhost/", "http://localhost./",
    "http://koran.example./", "http://127。0。0。1/", "http://①②⑦.0.0.1/",
]  # fmt: skip
NOT_WEB = [
    "ftp://koran.example/", "file:///etc/passwd", "gopher://koran.example/", "javascript:alert(1)", "//koran.example/",
    "http://", "http:///x", "", "http://user:secret@koran.example/", "http://user@koran.example/",
    "http://koran.example:22/", "http://koran.example:25/", "http://koran.example:5432/", "http://koran.example:6379/",
    "http://koran.example:99999/", "http://koran.example/" + "a" * 5000, "http://[::1/",
]  # fmt: skip


@pytest.mark.parametrize("url", DISGUISED)
def test_private_and_disguised_hosts_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        AddressRules().check_url(url)


@pytest.mark.parametrize("url", NOT_WEB)
def test_what_is_no_ordinary_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        AddressRules().check_url(url)


@pytest.mark.parametrize(
    ("url", "hostport"),
    [
        ("https://Koran.Example/berita", "koran.example:443"),
        ("http://koran.example:8080/", "koran.example:8080"),
        ("http://8.8.8.8/", "8.8.8.8:80"),
        ("https://[2606:4700::1111]/", "[2606:4700::1111]:443"),
        ("https://bücher.example/", "xn--bcher-kva.example:443"),
    ],
)
def test_public_addresses_pass(url: str, hostport: str) -> None:
    assert AddressRules().check_url(url).hostport == hostport


def test_a_listed_host_may_be_private_but_only_on_its_listed_port() -> None:
    rules = AddressRules(frozenset({"127.0.0.1:9001", "LocalHost:22", "[::1]:80"}))
    assert rules.check_url("http://127.0.0.1:9001/").port == 9001
    assert rules.check_url("http://localhost:22/").host == "localhost"
    assert rules.check_url("http://[::1]/").hostport == "[::1]:80"
    with pytest.raises(AddressRefused):
        rules.check_url("http://127.0.0.1:9002/")
    with pytest.raises(AddressRefused):
        rules.check_url("http://2130706433:9001/")


def test_a_name_that_mixes_public_and_private_addresses_is_refused() -> None:
    with pytest.raises(AddressRefused):
        AddressRules().check_addresses("koran.example", 80, ["93.184.216.34", "10.0.0.1"])


@pytest.mark.parametrize("answer", [[], ["2606:4700::1111%eth0"], ["::ffff:93.184.216.34"]])
def test_odd_answers_of_the_resolver_are_refused(answer: list[str]) -> None:
    with pytest.raises(AddressRefused):
        AddressRules().check_addresses("koran.example", 80, answer)


def test_public_addresses_of_a_name_are_handed_back_in_order() -> None:
    found = ["93.184.216.34", "2606:4700::1111"]
    assert AddressRules().check_addresses("koran.example", 80, found) == tuple(found)


@pytest.mark.parametrize("address", ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1"])
def test_ordinary_addresses_count_as_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
