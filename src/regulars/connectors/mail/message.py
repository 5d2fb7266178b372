"""A mail as it goes over the wire."""

import base64
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from regulars.platform.mail import Posted

PICTURE = re.compile(r'src="data:image/png;base64,([^"]+)"')


def message_of(mail: Posted, sender: str) -> EmailMessage:
    """`mail` from the address `sender`. The same mail is the same message each time."""
    message = EmailMessage(policy=SMTP)
    name, _, domain = sender.rpartition("@")
    message["From"] = Address(mail.sender, name, domain)
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    if mail.html is not None:
        add_html(message, mail.html)
    return message


def add_html(message: EmailMessage, html: str) -> None:
    """Add the text with its looks. Its pictures become parts: mail programs show no others."""
    pictures = PICTURE.findall(html)
    names = iter(f"picture-{number}" for number in range(1, len(pictures) + 1))
    shown = PICTURE.sub(lambda _: f'src="cid:{next(names)}"', html)
    message.add_alternative(shown, subtype="html")
    part = message.get_body(("html",))
    assert part is not None
    for number, picture in enumerate(pictures, start=1):
        part.add_related(base64.b64decode(picture), "image", "png", cid=f"<picture-{number}>")
