"""The way out for mail."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from tanggap.server.doctor.checks import Finding, Office, check, fail, ok, warn


@check("mail")
def examine_mail(office: Office) -> Finding:
    """Sign in to the mail server for real, without sending anything."""
    if not settings.EMAIL_HOST:
        return warn("No mail server is set: nothing leaves by mail.", "Set TANGGAP_EMAIL_HOST and its companions.")
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with EmailBackend(fail_silently=False) as mailer:
            code, _answer = mailer.connection.noop() if mailer.connection else (0, b"")
    except smtplib.SMTPAuthenticationError:
        return fail(f"{place} refuses our name and password.", "Correct TANGGAP_EMAIL_USER and TANGGAP_EMAIL_PASSWORD.")
    except smtplib.SMTPNotSupportedError:
        return fail(f"{place} does not offer what we ask for.", "Correct TANGGAP_EMAIL_TLS or TANGGAP_EMAIL_PORT.")
    except (smtplib.SMTPException, OSError) as error:
        return fail(
            f"{place} cannot be reached ({type(error).__name__}).",
            "Correct TANGGAP_EMAIL_HOST and TANGGAP_EMAIL_PORT, or let the firewall pass.",
        )
    if code != 250:
        return fail(f"{place} answers with code {code}.", "Ask whoever runs the mail server.")
    return ok(f"{place} answers.")
