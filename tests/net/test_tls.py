import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local_site import FAST, LocalSite, html, running_site
from tanggap.net.client import Client
from tanggap.net.errors import BadCertificate

HOST = "koran.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for one name, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "koran.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[LocalSite]:
    with running_site(certificate) as found:
        found.routes["/a"] = html("aman")
        yield found


def visitor(site: LocalSite, host: str, trusted: Path | None) -> Client:
    return Client(
        private_hosts=frozenset({f"{host}:{site.port}"}),
        limits=FAST,
        resolver=lambda name, port: ["127.0.0.1"],
        ssl_context=ssl.create_default_context(cafile=trusted) if trusted else None,
    )


def test_the_certificate_is_checked_for_the_name_and_not_for_the_address(
    secure_site: LocalSite, certificate: Path
) -> None:
    with visitor(secure_site, HOST, certificate) as client:
        assert client.get(f"https://{HOST}:{secure_site.port}/a", obey_robots=False).text == "aman"


@pytest.mark.parametrize(("host", "is_trusted"), [(HOST, False), ("lain.example", True)])
def test_a_host_that_cannot_prove_its_name_is_refused_at_once(
    secure_site: LocalSite, certificate: Path, host: str, *, is_trusted: bool
) -> None:
    with visitor(secure_site, host, certificate if is_trusted else None) as client, pytest.raises(BadCertificate):
        client.get(f"https://{host}:{secure_site.port}/a", obey_robots=False)
    assert secure_site.seen == []
