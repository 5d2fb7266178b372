"""How a reward or an offer looks at the till, and when it can be used."""

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.faces.console.benefits import described
from regulars.faces.console.conditions_words import in_short
from regulars.faces.console.voice import Voice
from regulars.programs.model import Offer, Reward


@dataclass(frozen=True, slots=True)
class Preview:
    """The till's line: title, terms, price in points if there is one, and the button.

    `conditions` are for whoever fills the form in.
    """

    title: str
    text: str
    price: str
    action: str
    conditions: Sequence[str]


def preview(subject: Reward | Offer | None, voice: Voice) -> Preview | None:
    """None while the form is not complete."""
    if subject is None:
        return None
    price = ""
    if isinstance(subject, Reward):
        price = ("up to " if subject.variable else "") + voice.points(subject.points)
    text = subject.terms or described(subject.benefit, voice)
    said = in_short(subject.conditions, voice)
    return Preview(subject.title, text, price, subject.action_label, said)
