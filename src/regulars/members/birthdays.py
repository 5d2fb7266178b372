"""Birthdays: which days are some, and when each is celebrated. No clock, no database."""

from calendar import isleap
from datetime import date, datetime

from regulars.kernel.errors import Invalid
from regulars.members.model import Birthday

A_LEAP_YEAR = 2000
EARLIEST = 1900
LEAP_DAY = (2, 29)
DAY_BEFORE = (2, 28)


def checked_birthday(birthday: Birthday | None) -> Birthday | None:
    """`birthday`, if there is such a day in its year, or in some year. Raises `Invalid`."""
    if birthday is None:
        return None
    if birthday.year is not None and birthday.year < EARLIEST:
        raise Invalid("That year is too long ago.", field="birthday")
    try:
        date(birthday.year or A_LEAP_YEAR, birthday.month, birthday.day)
    except (ValueError, OverflowError) as error:
        raise Invalid("There is no such day.", field="birthday") from error
    return birthday


def check_born(birthday: Birthday | None, at: datetime) -> None:
    """Raises `Invalid` for a birthday in a year that is to come."""
    if birthday is not None and birthday.year is not None and birthday.year > at.year:
        raise Invalid("Nobody is born yet in that year.", field="birthday")


def celebrated(birthday: Birthday, year: int) -> date:
    """The day of `year` on which it is: the 28th of February for the 29th where there is none."""
    if (birthday.month, birthday.day) == LEAP_DAY and not isleap(year):
        return date(year, *DAY_BEFORE)
    return date(year, birthday.month, birthday.day)


def celebrated_on(day: date) -> tuple[tuple[int, int], ...]:
    """The months and days of the birthdays that are celebrated on `day`."""
    itself = (day.month, day.day)
    if itself == DAY_BEFORE and not isleap(day.year):
        return (itself, LEAP_DAY)
    return (itself,)
