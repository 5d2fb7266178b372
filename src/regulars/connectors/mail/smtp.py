"""Speaking SMTP with the installation's mail server, one connection a mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from regulars.connectors.mail.message import message_of
from regulars.kernel.errors import Unavailable
from regulars.platform.mail import MailRefused, Posted

PATIENCE = 20.0
"""Seconds until a server that says nothing counts as silent."""
PORTS = {"smtp": 587, "smtps": 465}
FOR_GOOD = 500
"""Answers from here on are final; below, the server asks to be tried again."""


class MailServerUnavailable(Unavailable):
    """The mail server does not answer, does not let us in, or asks to be tried again."""

    code = "mail_server_unavailable"


class SmtpServer:
    """The server of `url`, which gets mail from the address `sender`.

    `smtps://` is encrypted from the start, `smtp://` as soon as the server offers it. A user and a
    password are never sent unencrypted.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._encrypted = parts.scheme == "smtps"
        self._user = unquote(parts.username or "") or None
        self._password = unquote(parts.password or "") or None
        self._sender = sender

    def __repr__(self) -> str:
        return f"SmtpServer({self._host}:{self._port}, •••)"

    async def send(self, mail: Posted) -> None:
        """Hand `mail` over. Raises `MailRefused` and `MailServerUnavailable`."""
        try:
            message = message_of(mail, self._sender)
        except ValueError as error:
            raise MailRefused(f"No mail can be written to “{mail.to}”.") from error
        with self._speaking():
            async with self._connection() as server:
                await server.send_message(message, sender=self._sender, recipients=[mail.to])

    async def greet(self) -> None:
        """See whether the server lets us in. Raises `MailServerUnavailable`."""
        with self._speaking():
            async with self._connection():
                pass

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Put into our words what the server says against us, and its silence."""
        try:
            yield
        except SMTPRecipientsRefused as refusal:
            raise self._refusal(refusal.recipients[0]) from refusal
        except SMTPDataError as refusal:
            raise self._refusal(refusal) from refusal
        except SMTPResponseException as refusal:
            # Against us and not against this mail, so it may leave once that is put right.
            raise MailServerUnavailable(
                f"The mail server {self._host} does not let us send: {_said(refusal)}."
            ) from refusal
        except SMTPNotSupported as refusal:
            raise MailRefused("The mail server cannot send to such an address.") from refusal
        except (SMTPException, OSError, TimeoutError) as silence:
            raise MailServerUnavailable(
                f"The mail server {self._host} does not answer: {silence}."
            ) from silence

    def _connection(self) -> SMTP:
        """Without a password to protect, encryption with any certificate beats none."""
        return SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._encrypted,
            start_tls=None if self._encrypted or not self._user else True,
            validate_certs=self._encrypted or bool(self._user),
            timeout=PATIENCE,
        )

    def _refusal(self, answer: SMTPResponseException) -> MailRefused | MailServerUnavailable:
        if answer.code >= FOR_GOOD:
            return MailRefused(f"The mail server refused this: {_said(answer)}.")
        return MailServerUnavailable(f"The mail server put this off: {_said(answer)}.")


def _said(answer: SMTPResponseException) -> str:
    words = " ".join(answer.message.split()).rstrip(".")
    return f"{answer.code} {words[:200]}"
