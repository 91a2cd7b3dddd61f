"""E-mail: a sandbox file by default, or any server that speaks SMTP, one connection a message.

Settings: `MAIL_TRANSPORT` (`sandbox` or `smtp`), `MAIL_HOST`, `MAIL_PORT`, `MAIL_TLS` (`starttls`, `tls`, `none`),
`MAIL_USER`, `MAIL_PASSWORD`, `MAIL_FROM`. Plain text. The same message has the same Message-ID at every try.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings

from gongzhi.notices.kinds import sandbox
from gongzhi.notices.rules import DeliveryFailed, Outgoing

TIMEOUT_SECONDS = 10


def deliver(message: Outgoing) -> None:
    """Hand one message to the transport in use; returns only when it is acknowledged, else `DeliveryFailed`."""
    if settings.MAIL_TRANSPORT == "smtp":
        _send(_letter(message))
    else:
        sandbox.append("mail", message)


def _letter(message: Outgoing) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    domain = settings.MAIL_FROM.rpartition("@")[2].rstrip("> ") or "localhost"
    try:  # the library refuses line breaks in headers: nobody writes a header into ours
        letter["From"], letter["To"], letter["Subject"] = settings.MAIL_FROM, message.to, message.subject
        letter["Message-ID"] = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
        letter["Date"] = message.at
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answer, please
        letter.set_content(message.text)
    except (ValueError, IndexError) as error:
        raise DeliveryFailed("mail-not-a-letter", for_good=True) from error
    return letter


def _send(letter: EmailMessage) -> None:
    try:
        with _connect() as server:
            if settings.MAIL_USER:
                server.login(settings.MAIL_USER, settings.MAIL_PASSWORD)
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise DeliveryFailed(f"mail-{code}", for_good=500 <= code < 600) from error
    except smtplib.SMTPDataError as error:
        raise DeliveryFailed(f"mail-{error.smtp_code}", for_good=500 <= error.smtp_code < 600) from error
    except smtplib.SMTPResponseException as error:  # the greeting, the sign-in, the sender: for us to put right
        raise DeliveryFailed(f"mail-{error.smtp_code}") from error
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        raise DeliveryFailed("mail-no-tls") from error
    except (OSError, smtplib.SMTPException) as error:
        slow = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        raise DeliveryFailed("mail-timeout" if slow else "mail-unreachable") from error


def _connect() -> smtplib.SMTP:
    host, port, how = settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_TLS
    if how == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if how != "none":  # a server without STARTTLS is refused, never spoken to in clear
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server
