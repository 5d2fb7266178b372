"""What statuses do, and what people type about a booking, as it is kept."""

from datetime import date

import pytest

from regulars.bookings.errors import BadBooking, NoSuchStatus
from regulars.bookings.model import Stage, Status, StatusType
from regulars.bookings.rules import texts
from regulars.bookings.rules.birthdays import exists, is_near
from regulars.bookings.rules.statuses import NAMES, SYSTEM, find, fold, goes_on, stage_of, types_of

OWN = (
    Status("window_seat", "Window seat", StatusType.SEATED, own=True),
    Status("late", "Late", StatusType.CONFIRMED, own=True, active=False),
)


def test_a_visit_goes_through_its_stages_in_order() -> None:
    stages = [stage_of(type_) for type_ in StatusType]
    assert stages == sorted(stages, key=list(Stage).index)
    assert types_of(Stage.OFF) == (StatusType.CANCELLED, StatusType.NO_SHOW)
    assert set(NAMES) == set(StatusType)


@pytest.mark.parametrize("typed", ["No_Show", "NO SHOW", " no-show ", "noshow", "no_show"])
def test_a_status_is_compared_without_case_blank_and_underscore(typed: str) -> None:
    assert find(typed, OWN).type is StatusType.NO_SHOW


def test_a_venues_own_status_is_found_while_it_is_active() -> None:
    assert find("Window Seat", OWN) == OWN[0]
    for unknown in ("late", "", "seat"):
        with pytest.raises(NoSuchStatus):
            find(unknown, OWN)


def test_the_systems_codes_are_told_apart_however_they_are_written() -> None:
    assert len({fold(status.code) for status in SYSTEM}) == len(SYSTEM)


def test_the_till_takes_a_party_on_from_its_table_to_the_end_and_never_back() -> None:
    on = {(before, to) for before in StatusType for to in StatusType if goes_on(before, to)}
    order = [*types_of(Stage.AT_TABLE), StatusType.FINISHED]
    assert on == {(a, b) for i, a in enumerate(order) for b in order[i + 1 :]}


def test_a_text_keeps_its_lines_and_a_line_is_one() -> None:
    assert texts.paragraph(" High chair\r\nWindow\t2 \n", field="note") == "High chair\nWindow\t2"
    assert texts.line("  Ada \u202e  Nakou ", most=20, field="name") == "Ada Nakou"
    assert texts.line("Zoe\u0308", most=20, field="name") == "Zoë"
    for bad in ("a\0b", "a\x1bb", "\ud800", "two\nlines", "x" * 21):
        with pytest.raises(BadBooking) as refused:
            texts.line(bad, most=20, field="name")
        assert refused.value.field == "name"


def test_a_tag_is_there_once_however_it_is_written() -> None:
    assert texts.tags(["Nuts", " nuts ", "", "VIP", "NUTS"]) == ("Nuts", "VIP")
    with pytest.raises(BadBooking, match="20 tags"):
        texts.tags([str(number) for number in range(21)])


def test_a_birthday_is_near_for_a_week_also_over_new_year() -> None:
    assert is_near(1, 3, date(2026, 12, 28))
    assert is_near(12, 28, date(2027, 1, 3))
    assert not is_near(1, 5, date(2026, 12, 28))
    assert is_near(2, 29, date(2027, 2, 28)), "in a year without that day too"
    assert not is_near(None, 3, date(2026, 12, 28))
    assert exists(2, 29)
    assert not exists(2, 30)
    assert not exists(13, 1)
