"""What letters say to whoever waits on a list."""

from typing import Literal, TypeAlias, assert_never

from regulars.bookings.page import words
from regulars.bookings.page.letters.matter import Matter, Text, call_us, when
from regulars.bookings.page.letters.model import Letter
from regulars.kernel.sentences import Sentence, said

OfWaiting: TypeAlias = Literal[Letter.LISTED, Letter.LEFT_LIST, Letter.IN_VAIN, Letter.OFFERED]


def to_who_waits(letter: OfWaiting, matter: Matter) -> Text:
    match letter:
        case Letter.LISTED:
            return _listed(matter)
        case Letter.LEFT_LIST:
            return _left_list(matter)
        case Letter.IN_VAIN:
            return _in_vain(matter)
        case Letter.OFFERED:
            return _offered(matter)
        case other:
            assert_never(other)


def _listed(matter: Matter) -> Text:
    return Text(
        subject=said("On our list: %(when)s", when=when(matter)),
        heading=said("You are on our list"),
        lead=said(
            "Nothing is free at this time yet. What becomes free is offered to whoever waits "
            "first, and we write to you when it is your turn."
        ),
        notes=(*_flexible(matter), *call_us(matter)),
        button=said("See it, or leave the list"),
    )


def _left_list(matter: Matter) -> Text:
    return Text(
        subject=said("Off our list: %(when)s", when=when(matter)),
        heading=said("You are off our list"),
        lead=said("You do not wait for this table any more. We hope to see you another time."),
        notes=call_us(matter),
        button=said("Book another time"),
        stands=False,
    )


def _in_vain(matter: Matter) -> Text:
    return Text(
        subject=said("No table became free: %(when)s", when=when(matter)),
        heading=said("We are sorry: no table became free"),
        lead=said("You are off our list. We would be glad to see you another time."),
        notes=call_us(matter),
        button=said("Book another time"),
        stands=False,
    )


def _offered(matter: Matter) -> Text:
    assert matter.held is not None, "what is offered is held"
    until = words.moment(matter.venue, matter.held.ends_at)
    return Text(
        subject=said("A table is free: %(when)s", when=when(matter)),
        heading=said("A table is free for you"),
        lead=said("We keep it for you until %(until)s. Take it before then.", until=until),
        notes=(said("After that we offer it to whoever is next. You stay on the list."),),
        button=said("Take this table"),
        presses=True,
    )


def _flexible(matter: Matter) -> tuple[Sentence, ...]:
    minutes = matter.flexible_minutes
    if not minutes:
        return ()
    return (
        said("A table up to %(minutes)s minutes earlier or later is yours too.", minutes=minutes),
    )
