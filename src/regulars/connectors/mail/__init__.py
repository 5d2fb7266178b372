"""A mail server that is reached by SMTP."""

from regulars.connectors.mail.smtp import SmtpServer

__all__ = ["SmtpServer"]
