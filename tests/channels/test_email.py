"""Mail by SMTP, against a real server on this machine."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from local_mail import running_mail
from tanggap.channels.base import Attachment, Message
from tanggap.channels.email import EmailConfig, plugin
from tanggap.core.errors import PermanentFailure, TemporaryFailure

MESSAGE = Message("<1@tanggap.example>", "petugas@dinas.example", "Laporan pagi", "Tiga isu terbuka.")


def config(port: int, **fields: object) -> EmailConfig:
    return EmailConfig.model_validate({"host": "127.0.0.1", "port": port, "use_tls": False, **fields})


def test_text_html_and_files_arrive() -> None:
    message = replace(
        MESSAGE, html="<p>Tiga isu.</p>", attachments=(Attachment("laporan.pdf", "application/pdf", b"%PDF"),)
    )

    with running_mail() as box:
        plugin.send(config(box.port), message)

    (mail,) = box.messages
    assert mail["To"] == "petugas@dinas.example" and mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "laporan.pdf" and file.get_content() == b"%PDF"


def test_a_line_break_in_a_subject_makes_no_header() -> None:
    with running_mail() as box:
        plugin.send(config(box.port), replace(MESSAGE, subject="Laporan\r\nBcc: lain@contoh.example"))

    assert box.messages[0]["Subject"] == "Laporan Bcc: lain@contoh.example"
    assert box.messages[0]["Bcc"] is None and len(box.envelopes[0].rcpt_tos) == 1


def test_an_address_with_a_line_break_is_refused_for_good() -> None:
    with running_mail() as box, pytest.raises(PermanentFailure):
        plugin.send(config(box.port), replace(MESSAGE, recipient="a@b.example\nBcc: c@d.example"))


@pytest.mark.parametrize(("step", "answer", "failure"), [
    ("DATA", "452 full", TemporaryFailure),
    ("DATA", "554 spam", PermanentFailure),
    ("MAIL", "421 closing", TemporaryFailure),
    ("MAIL", "553 not you", PermanentFailure),
])  # fmt: skip
def test_the_code_of_the_answer_decides(step: str, answer: str, failure: type[Exception]) -> None:
    with running_mail() as box:
        box.answers[step] = answer
        with pytest.raises(failure):
            plugin.send(config(box.port), MESSAGE)


def test_it_signs_in_when_a_name_is_set() -> None:
    with running_mail(asks_name=True) as box:
        plugin.send(config(box.port, user="humas", password="rahasia"), MESSAGE)

    assert len(box.messages) == 1


def test_a_wrong_password_is_a_permanent_failure() -> None:
    with running_mail(asks_name=True) as box, pytest.raises(PermanentFailure):
        plugin.send(config(box.port, user="humas", password="salah"), MESSAGE)


def test_a_server_without_starttls_gets_nothing_in_the_clear() -> None:
    with running_mail() as box, pytest.raises(PermanentFailure):
        plugin.send(config(box.port, use_tls=True), MESSAGE)

    assert box.messages == []


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with running_mail(_context(certificate)) as box, pytest.raises(PermanentFailure):
        plugin.send(config(box.port, use_tls=True), MESSAGE)


def test_the_connection_is_encrypted_when_asked(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_mail(_context(certificate)) as box:
        plugin.send(config(box.port, use_tls=True), MESSAGE)

    assert len(box.messages) == 1


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
