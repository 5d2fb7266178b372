"""A booking page's terms, between the form and the page."""

from collections.abc import Sequence

from regulars.bookings.page.model import PageTerms
from regulars.bookings.page.rules import LIMITS, LONGEST_TEXT, REMIND_MINUTES
from regulars.faces.console.forms import Form

HOUR, DAY = 60, 1440
NOTICE = [
    (0, "None: up to the last minute"),
    (30, "Half an hour"),
    (HOUR, "One hour"),
    (2 * HOUR, "Two hours"),
    (4 * HOUR, "Four hours"),
    (12 * HOUR, "Twelve hours"),
    (DAY, "One day"),
    (2 * DAY, "Two days"),
]
CANCEL = [
    (0, "Until the booked time"),
    (HOUR, "One hour before"),
    (2 * HOUR, "Two hours before"),
    (6 * HOUR, "Six hours before"),
    (12 * HOUR, "Twelve hours before"),
    (DAY, "One day before"),
    (2 * DAY, "Two days before"),
]
REMIND = [
    (0, "Never"),
    (2 * HOUR, "Two hours before"),
    (4 * HOUR, "Four hours before"),
    (DAY, "One day before"),
    (2 * DAY, "Two days before"),
]


def form_of(terms: PageTerms) -> Form:
    """The form as the page stands."""
    return Form(
        {
            "open": "on" if terms.open else "",
            "slug": terms.slug,
            "most_covers": str(terms.most_covers),
            "notice_minutes": str(terms.notice_minutes),
            "days_ahead": str(terms.days_ahead),
            "cancel_minutes": str(terms.cancel_minutes),
            "intro": terms.intro,
            "place": terms.place,
            "phone": terms.phone,
            "remind_minutes": str(terms.remind_minutes or 0),
            "thanks": "on" if terms.thanks else "",
            "takes_waiting": "on" if terms.takes_waiting else "",
            "sites": "\n".join(terms.sites),
        }
    )


def read_typed(form: Form, kept: PageTerms | None) -> PageTerms | None:
    """The terms that were typed; None, with sentences in `form`, when they cannot be used.

    What has a form of its own stays as it was `kept`.
    """
    numbers = {name: _number(form, name) for name in LIMITS}
    terms = PageTerms(
        slug=form.text("slug", required="Where shall the page be?", most=61),
        open=form.flag("open"),
        intro=_lines(form, "intro"),
        place=form.text("place", most=LONGEST_TEXT["place"]),
        phone=form.text("phone", most=30),
        remind_minutes=_remind(form),
        thanks=form.flag("thanks"),
        takes_waiting=form.flag("takes_waiting"),
        sites=tuple(form.value("sites").split()),
        deposits=kept.deposits if kept else (),
        **{name: number for name, number in numbers.items() if number is not None},
    )
    return terms if form.is_good else None


def options(known: Sequence[tuple[int, str]], minutes: str) -> list[tuple[str, str]]:
    """`known` ones to choose from, and what was set by other ways."""
    found = [(str(number), label) for number, label in known]
    if minutes.isdigit() and minutes not in dict(found):
        found.append((minutes, f"{minutes} minutes"))
    return found


def _number(form: Form, name: str) -> int | None:
    least, most = LIMITS[name]
    return form.whole(name, required="A number, please.", least=least, most=most)


def _remind(form: Form) -> int | None:
    """How many minutes before; none where it is never."""
    most = REMIND_MINUTES[1]
    return form.whole("remind_minutes", required="Choose one.", least=0, most=most) or None


def _lines(form: Form, name: str) -> str:
    """Several lines, as they were typed."""
    text = form.value(name).replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT[name]:
        form.errors[name] = f"At most {LONGEST_TEXT[name]} characters."
    if not all(letter.isprintable() or letter == "\n" for letter in text):
        form.errors[name] = "This has characters that cannot be used."
    return text
