"""What the engine serves https by: for whom it is, how long it lasts, and what is refused."""

from __future__ import annotations

import stat
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cognito_emulator import certificate as module
from cognito_emulator.certificate import Certificate, CertificateError, open_certificate


@pytest.fixture
def made(tmp_path: Path) -> Certificate:
    return open_certificate(tmp_path / "some" / "tls")


def test_it_is_for_this_machine_by_name_and_by_both_addresses(made: Certificate) -> None:
    served, authority = x509.load_pem_x509_certificates(made.chain.read_bytes())
    names = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [ip_address("127.0.0.1"), ip_address("::1")]
    served.verify_directly_issued_by(authority)
    assert authority == x509.load_pem_x509_certificate(made.authority.read_bytes())


def test_its_authority_signs_for_loopback_alone_and_nobody_keeps_its_key(made: Certificate) -> None:
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    permitted = limits.value.permitted_subtrees or []
    assert limits.critical
    loopback = {"localhost", ip_network("127.0.0.0/8"), ip_network("::1/128")}
    assert {name.value for name in permitted} == loopback
    for path in made.directory.iterdir():
        if b"PRIVATE KEY" in path.read_bytes():
            key = load_pem_private_key(path.read_bytes(), None)
            assert key.public_key() != authority.public_key()


def test_apple_takes_it_since_it_is_valid_for_at_most_825_days(made: Certificate) -> None:
    for one in x509.load_pem_x509_certificates(made.chain.read_bytes()):
        assert timedelta(days=365) < one.not_valid_after_utc - one.not_valid_before_utc <= timedelta(days=825)
        assert one.not_valid_before_utc < datetime.now(timezone.utc)


def test_its_key_is_its_owners_alone(made: Certificate) -> None:
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.directory.stat().st_mode) == 0o700


def test_it_stays_the_same_and_nothing_is_left_beside_it(made: Certificate) -> None:
    before = made.chain.read_bytes()
    assert open_certificate(made.directory).chain.read_bytes() == before
    assert list(made.directory.parent.iterdir()) == [made.directory]


def test_two_are_of_two_authorities_that_a_browser_tells_apart(tmp_path: Path) -> None:
    first, second = (
        x509.load_pem_x509_certificate(open_certificate(tmp_path / name).authority.read_bytes())
        for name in ("a", "b")
    )
    assert first.subject != second.subject


def test_one_that_has_expired_is_refused_with_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VALID", timedelta(minutes=-1))
    yesterday = datetime.now(timezone.utc) - timedelta(minutes=1)
    with pytest.raises(CertificateError, match=f"ca.pem has expired, on {yesterday:%Y-%m-%d}"):
        open_certificate(tmp_path / "tls")


@pytest.mark.parametrize("name", ["ca.pem", "certificate.pem", "key.pem"])
def test_one_that_is_not_whole_is_refused_by_its_file(made: Certificate, name: str) -> None:
    (made.directory / name).unlink()
    with pytest.raises(CertificateError, match=f"{name}.*No such file"):
        open_certificate(made.directory)


@pytest.mark.parametrize("name", ["ca.pem", "certificate.pem", "key.pem"])
def test_one_that_is_something_else_is_refused_by_its_file(made: Certificate, name: str) -> None:
    (made.directory / name).write_text("something else")
    with pytest.raises(CertificateError, match=name):
        open_certificate(made.directory)


def test_a_key_of_another_certificate_is_refused(made: Certificate, tmp_path: Path) -> None:
    other = open_certificate(tmp_path / "other")
    made.key.write_bytes(other.key.read_bytes())
    with pytest.raises(CertificateError, match=r"key\.pem is none of .*certificate\.pem"):
        open_certificate(made.directory)


def test_a_place_that_cannot_be_written_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CertificateError, match="file/tls cannot be written: "):
        open_certificate(tmp_path / "file" / "tls")
