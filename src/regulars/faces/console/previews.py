"""How a reward or an offer looks at the till."""

from dataclasses import dataclass

from regulars.faces.console.benefits import described
from regulars.faces.console.requests import ConsoleRequest
from regulars.programs.model import Offer, Reward


@dataclass(frozen=True, slots=True)
class Preview:
    """The till's line: title, terms, price in points if there is one, and the button."""

    title: str
    text: str
    price: str
    action: str


def preview(subject: Reward | Offer | None, label: str, request: ConsoleRequest) -> Preview | None:
    """None while the form is not complete. `label` is what points are called."""
    if subject is None:
        return None
    price = ""
    if isinstance(subject, Reward):
        most = "up to " if subject.variable else ""
        price = f"{most}{request.speech.number(subject.points)} {label}"
    text = subject.terms or described(subject.benefit, request.speech)
    return Preview(subject.title, text, price, subject.action_label)
