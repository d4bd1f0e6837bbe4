"""Mail by SMTP, with the standard library."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate

from pydantic import BaseModel, ConfigDict, SecretStr

from tanggap.channels.base import Message
from tanggap.core.errors import PermanentFailure, TanggapError, TemporaryFailure


class EmailConfig(BaseModel):
    """The mail server. `use_tls` asks for STARTTLS; without a `user` nobody signs in."""

    model_config = ConfigDict(frozen=True)

    host: str
    port: int = 587
    user: str = ""
    password: SecretStr = SecretStr("")
    use_tls: bool = True
    sender: str = "tanggap@localhost"
    timeout_s: float = 20


class Email:
    """One connection a message: mail is rare, and a connection that lies idle is closed by the other side."""

    kind = "email"
    label = "E-mail"
    Config = EmailConfig

    def send(self, config: EmailConfig, message: Message) -> None:
        """Hand the message to the server.

        Raises
        ------
        TemporaryFailure
            If the server is away, busy or breaks off, or answers with a code from 400 to 499.
        PermanentFailure
            If it refuses the address, the text or our password, lacks STARTTLS, or shows a wrong certificate.
        """
        with _failures_told_apart():
            server = smtplib.SMTP(config.host, config.port, timeout=config.timeout_s)
            try:
                if config.use_tls:
                    server.starttls(context=ssl.create_default_context())
                if config.user:
                    server.login(config.user, config.password.get_secret_value())
                server.send_message(written(config.sender, message), config.sender, [message.recipient])
            finally:
                # Once the server has taken the message, a failed farewell must not send it again.
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()


def written(sender: str, message: Message) -> EmailMessage:
    """Write the message as mail: text, HTML beside it, files behind. Line breaks never reach a header."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = sender
    mail["To"] = message.recipient
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    for file in message.attachments:
        main, _, sub = file.media_type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return mail


@contextmanager
def _failures_told_apart() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _answer in error.recipients.values()]
        raise _failure(min(codes), "recipient") from error
    except smtplib.SMTPResponseException as error:
        raise _failure(error.smtp_code, type(error).__name__) from error
    except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError, ValueError) as error:
        raise PermanentFailure(f"the mail server cannot take this: {type(error).__name__}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(f"the mail server cannot be reached: {type(error).__name__}") from error


def _failure(code: int, what: str) -> TanggapError:
    """Tell by the code whether waiting helps: not from 500 on, nor when there is no code at all."""
    if 400 <= code < 500:
        return TemporaryFailure(f"the mail server answers {code} ({what})")
    return PermanentFailure(f"the mail server answers {code} ({what})")


plugin = Email()
