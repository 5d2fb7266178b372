"""The program is kept in versions: what was in force then stays what it was."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.faces.console import NOON, open_business
from tests.faces.selling import aud
from tests.stores.earning import rule
from tests.stores.people import Club, club_of

from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Database, connect
from regulars.platform.migrate import migrations
from regulars.programs.define import change_terms, find_program, read_program, set_program
from regulars.programs.earning.model import (
    MonthsSince,
    Never,
    PerItem,
    PerVisit,
    Terms,
    one_for_each,
)
from regulars.programs.errors import BadReward, NoProgram, ProgramMoved
from regulars.programs.model import AtTillWords, Program
from regulars.programs.read import terms_at, terms_of, versions_of

MINUTE = timedelta(minutes=1)
PLAIN = one_for_each(aud("1"), expiry=MonthsSince(12))


def named(merchant: MerchantId, terms: Terms = PLAIN) -> Program:
    return Program(merchant, "Regulars", "Beans", terms)


def with_rules(*numbers: int) -> Callable[[Terms], Terms]:
    """The rule that is there, with so many points for a visit by these rules beside it."""

    def change(terms: Terms) -> Terms:
        more = [rule(PerVisit(Points(number)), 10 + number) for number in numbers]
        return replace(terms, rules=(terms.rules[0], *more))

    return change


async def a_program(db: Database) -> Club:
    club = await club_of(db)
    await set_program(db, named(club.merchant), at=NOON, actor="mia")
    return club


async def test_each_change_of_the_terms_is_a_version_and_older_ones_stay(db: Database) -> None:
    club = await a_program(db)
    changed = await change_terms(
        db, club.merchant, with_rules(5), based_on=1, at=NOON + MINUTE, actor="jo"
    )
    assert (changed.version, len(changed.terms.rules)) == (2, 2)
    found = await versions_of(db, club.merchant)
    assert [(one.version, one.from_at, one.changed_by) for one in found] == [
        (2, NOON + MINUTE, "jo"),
        (1, NOON, "mia"),
    ]
    assert await terms_of(db, club.merchant, 1) == PLAIN
    assert await terms_of(db, club.merchant, 3) is None
    in_force = [
        (await terms_at(db, club.merchant, NOON + offset * MINUTE) or (0, None))[0]
        for offset in (-60, 0, 0.5, 1, 600)
    ]
    assert in_force == [1, 1, 1, 2, 2]


async def test_what_decides_nothing_of_a_sale_is_no_version(db: Database) -> None:
    club = await a_program(db)
    words = AtTillWords(nearly=False, tier=False)
    other = replace(named(club.merchant), name="Harbour", intro_text="Hello", at_till=words)
    await set_program(db, other, at=NOON + MINUTE, actor="jo")
    assert await read_program(db, club.merchant) == replace(other, version=1)
    assert len(await versions_of(db, club.merchant)) == 1


async def test_a_rule_keeps_its_number_until_it_changes(db: Database) -> None:
    club = await a_program(db)
    merchant = club.merchant
    await change_terms(db, merchant, with_rules(5, 6), based_on=None, at=NOON, actor="jo")

    def five_is_seven(terms: Terms) -> Terms:
        first, five, six = terms.rules
        return replace(terms, rules=(six, first, replace(five, gives=PerItem(Points(7)))))

    last = await change_terms(db, merchant, five_is_seven, based_on=2, at=NOON, actor="jo")
    assert [(one.id.int, one.version) for one in last.terms.rules] == [(16, 1), (1, 1), (15, 2)]


async def test_of_two_who_change_the_same_version_one_is_told_to_look_again(db: Database) -> None:
    club = await a_program(db)

    async def save(number: int) -> object:
        try:
            return await change_terms(
                db, club.merchant, with_rules(number), based_on=1, at=NOON, actor="jo"
            )
        except ProgramMoved as moved:
            return moved

    outcomes = await asyncio.gather(*[save(number) for number in range(1, 6)])
    assert sum(isinstance(one, ProgramMoved) for one in outcomes) == 4
    assert [one.version for one in await versions_of(db, club.merchant)] == [2, 1]


async def test_everybody_may_change_something_else_at_the_same_time(db: Database) -> None:
    club = await a_program(db)

    async def add(number: int) -> None:
        def one_more(terms: Terms) -> Terms:
            return replace(terms, rules=(*terms.rules, rule(PerVisit(Points(1)), 20 + number)))

        await change_terms(db, club.merchant, one_more, based_on=None, at=NOON, actor="jo")

    await asyncio.gather(*[add(number) for number in range(5)])
    program = await read_program(db, club.merchant)
    assert (program.version, len(program.terms.rules)) == (6, 6)


async def test_terms_that_cannot_be_change_nothing(db: Database) -> None:
    club = await a_program(db)
    bad = replace(PLAIN, pending_days=-1)
    with pytest.raises(BadReward):
        await set_program(db, named(club.merchant, bad), at=NOON, actor="jo")
    with pytest.raises(BadReward):
        await change_terms(db, club.merchant, lambda _: bad, based_on=None, at=NOON, actor="jo")
    assert (await read_program(db, club.merchant)).terms == PLAIN
    stranger = await open_business(db, "else@example.test")
    with pytest.raises(NoProgram):
        await change_terms(db, stranger.id, with_rules(1), based_on=None, at=NOON, actor="jo")
    assert await find_program(db, stranger.id) is None


BEFORE = """
    insert into merchants (merchant_id, name, country, currency, locale, time_zone, created_at)
    values ('00000000-0000-0000-0000-000000000001', 'One', 'AU', 'AUD', 'en_AU', 'UTC', now()),
           ('00000000-0000-0000-0000-000000000002', 'Two', 'JP', 'JPY', 'ja_JP', 'UTC', now());
    insert into programs (merchant_id, name, points_label, earn_points, earn_per_minor,
                          tax_included, earn_when_redeeming, points_expire_after_months, updated_at)
    values ('00000000-0000-0000-0000-000000000001', 'Regulars', 'Beans', 3, 250, false, false, 12,
            '2026-05-04 02:00+00'),
           ('00000000-0000-0000-0000-000000000002', 'Regulars', 'Beans', 1, 100, true, true, null,
            '2026-05-04 02:00+00');
"""


async def test_programs_from_before_versions_become_their_first_one(
    empty_database_url: str,
) -> None:
    """And nothing of what they said is lost."""
    *before, versions = [one.sql for one in migrations() if one.number <= 8]
    connection = await connect(empty_database_url)
    for sql in (*before, BEFORE, versions):
        await connection.execute(sql)
    await connection.close()
    db = await Database.open(empty_database_url)
    one, two = [MerchantId(UUID(int=number)) for number in (1, 2)]
    strict = one_for_each(
        aud("2.50"), 3, tax_included=False, earn_when_redeeming=False, expiry=MonthsSince(12)
    )
    assert await find_program(db, one) == Program(one, "Regulars", "Beans", strict, 1)
    yen = one_for_each(Money(100, "JPY"), expiry=Never())
    assert await find_program(db, two) == Program(two, "Regulars", "Beans", yen, 1)
    assert await terms_at(db, one, NOON - MINUTE) == (1, strict)
    await db.close()
