"""A member is found however one is looked for, in one indexed statement."""

import random
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from tests.stores.ledgers import DAY, Account
from tests.stores.people import AT, Club, club_of

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import ConnectionId, draw_code
from regulars.members.find import find, find_at_till
from regulars.members.model import Details
from regulars.members.rules import backward_name, forward_name, search_text, sought
from regulars.members.store.search import AT_TILL, _search
from regulars.merchants.connections import authorised, enable, save_mapping
from regulars.merchants.model import ConnectionSettings, SiteMapping
from regulars.platform.db import Database, Transaction

MANY = 20_000


@pytest_asyncio.fixture
async def club(db: Database) -> AsyncIterator[Club]:
    yield await club_of(db)


@pytest.mark.parametrize(
    "keyword",
    [
        "Rosa",
        "rosa kow",
        "kowalska",
        "Kowalska, Rosa",
        "KOWALSKA ROSA",
        "rósa",
        "owals",
        "ro ko",
        "rosa.k@example.com",
        "ROSA.K@",
        "osa.k",
        "example.com",
        "@example",
        "0412 345 678",
        "(04) 1234 5678",
        "+61 412 345 678",
        "61412345678",
        "0061412345678",
        "0011 61 412 345 678",
        "412345678",
        "345 678",
        "5678",
        "0412 34",
        "+61 412 3",
        "2345 67",
        "card-0042",
        "CARD 0042",
        "rd00",
    ],
)
async def test_a_member_is_found_by_any_of_it_or_part_of_it(club: Club, keyword: str) -> None:
    rosa = await club.enrol(
        "Rosa",
        "Kowalska",
        email="rosa.k@example.com",
        phone="0412 345 678",
        card_number="CARD-0042",
    )
    await club.enrol("Ben", "Ford", email="ben@elsewhere.org", phone="0498 111 222")
    found = await find(club.db, club.merchant, keyword, country="AU", at=AT)
    assert [member.id for member in found] == [rosa.id]


async def test_a_member_is_found_by_code_however_it_is_read_out(club: Club) -> None:
    rosa = await club.enrol("Rosa")
    bare = rosa.code.replace("-", "")
    slipped = rosa.code.replace("Q", "0").replace("L", "1")
    for keyword in (rosa.code, bare.lower(), f" {bare} ", slipped, bare[:4], bare[4:]):
        found = await find(club.db, club.merchant, keyword, country="AU", at=AT)
        assert [member.id for member in found] == [rosa.id]


async def test_an_exact_fit_comes_alone_and_what_begins_so_comes_first(club: Club) -> None:
    joanna = await club.enrol("Joanna", "Ford", card_number="1234")
    anna = await club.enrol("Anna", "Berg")
    berg = await club.enrol("Cleo", "Annaberg", phone="0412 341 234")
    found = await find(club.db, club.merchant, "anna", country="AU", at=AT)
    assert [member.id for member in found] == [anna.id, berg.id, joanna.id]
    found = await find(club.db, club.merchant, "1234", country="AU", at=AT)
    assert [member.id for member in found] == [joanna.id]


async def test_who_types_a_name_from_its_start_sees_those_named_so_else_whoever_has_it_somewhere(
    club: Club,
) -> None:
    ana = await club.enrol("Ana Maria", "Lopez")
    assert [
        one.id for one in await find(club.db, club.merchant, "maria lopez", country=None, at=AT)
    ] == [ana.id]
    maria = await club.enrol("Maria", "Lopez Garcia")
    assert [
        one.id for one in await find(club.db, club.merchant, "maria lopez", country=None, at=AT)
    ] == [maria.id]
    both = await find(club.db, club.merchant, "maria", country=None, at=AT)
    assert [one.id for one in both] == [maria.id, ana.id]


async def test_everything_that_fits_is_found_once_up_to_the_limit(club: Club) -> None:
    for number in range(12):
        await club.enrol("Anna", f"Annas{number:02}", email=f"anna{number}@example.com")
    await club.enrol("Joanna")
    found = await find(club.db, club.merchant, "anna", country="AU", at=AT)
    assert len({member.id for member in found}) == len(found) == 13
    assert len(await find(club.db, club.merchant, "anna", country="AU", at=AT, limit=5)) == 5


async def test_a_search_shows_points_to_spend_now_and_on_hold(club: Club) -> None:
    rosa = await club.enrol("Rosa", points=120, held=20)
    account = Account(club.db, club.merchant, rosa.account)
    await account.earn(30, at=AT - DAY, matures_at=AT + DAY)
    await account.earn(40, at=AT - DAY, expires_at=AT)
    [found] = await find(club.db, club.merchant, "rosa", country="AU", at=AT)
    assert (found.id, found.available, found.held) == (rosa.id, 100, 20)


async def test_nobody_finds_the_members_of_another_merchant(club: Club) -> None:
    rosa = await club.enrol("Rosa", phone="0412 345 678", email="rosa@example.com")
    stranger = await club.another()
    for keyword in ("rosa", "osa", "rosa@example.com", "0412 345 678", rosa.code, "example.com"):
        assert await find(club.db, stranger.merchant, keyword, country="AU", at=AT) == []


@pytest.mark.parametrize("keyword", ["", "   ", "%", "_", "---", "\\", "%%%", "'", "(", "zzz"])
async def test_what_means_nothing_finds_nobody(club: Club, keyword: str) -> None:
    await club.enrol("Rosa", "Kowalska", email="rosa@example.com")
    assert await find(club.db, club.merchant, keyword, country="AU", at=AT) == []


async def test_a_keyword_that_is_no_text_is_refused(club: Club) -> None:
    for keyword in ("ro\0sa", "\ud800", "x" * 101):
        with pytest.raises(Invalid):
            await find(club.db, club.merchant, keyword, country="AU", at=AT)


async def test_a_till_learns_all_it_is_checked_against_in_one_statement(club: Club) -> None:
    connection = await connect(club)
    rosa = await club.enrol("Rosa", phone="0412 345 678", points=70)
    for keyword in ("rosa", "0412 345 678", rosa.code):
        seen = await find_at_till(
            club.db, club.merchant, connection, site_id="42", keyword=keyword, at=AT
        )
        assert seen is not None
        assert [(member.id, member.available) for member in seen.found] == [(rosa.id, 70)]
        assert (seen.connection.status, seen.connection.company_id) == ("authorised", "77")
        assert seen.connection.settings["rewards_as_map"] is True
        assert (seen.store, seen.program) == (club.store, None)


async def test_a_till_learns_of_its_connection_also_when_nobody_fits(club: Club) -> None:
    connection = await connect(club)
    seen = await find_at_till(club.db, club.merchant, connection, site_id="43", keyword="", at=AT)
    assert seen is not None
    assert (seen.connection.key_version, seen.store, seen.found) == (1, None, [])


async def test_a_connection_that_is_not_there_answers_nothing(club: Club) -> None:
    other = await club.another()
    connection = await connect(club)
    unknown = ConnectionId(uuid4())
    for merchant, asked in ((club.merchant, unknown), (other.merchant, connection)):
        assert (
            await find_at_till(club.db, merchant, asked, site_id="42", keyword="rosa", at=AT)
            is None
        )


async def test_a_search_never_scans_the_table(club: Club) -> None:
    await many(club)
    connection = await connect(club)
    keywords = (
        "anna", "j", "jo", "an b", "smith anna", "ohn", "anna.smith3", "gmail", "a.b", "son@",
        "K7QM-2XHP", "0412 345 678", "5678", "0412", "61412", "00", "12", "王小明", "%", "",
        "one two three four five", "x" * 100,
    )  # fmt: skip
    for keyword in keywords:
        for mode in ("force_generic_plan", "force_custom_plan"):
            plan = await plan_of(club, connection, keyword, mode)
            assert sum(map(touched, steps(plan))) < MANY / 4, keyword


async def plan_of(club: Club, connection: ConnectionId, keyword: str, mode: str) -> Any:
    """How PostgreSQL finds `keyword` for a till, with figures."""
    found, arguments = _search(sought(keyword, country="AU"), 20, AT)
    last = len(arguments) + 1
    sql = AT_TILL.format(found=found, connection=f"${last + 1}", site=f"${last + 2}")

    explained = f"explain (analyze, format json) {sql}"

    async def explain(tx: Transaction) -> Any:
        # As on a solid disk, which is what the hub's own server is told it has.
        await tx.run("set local random_page_cost = 1.1")
        await tx.run(f"set local plan_cache_mode = {mode}")
        return await tx.value(explained, club.merchant, *arguments, connection, "42")

    [plan] = await club.db.tx(explain)
    return plan["Plan"]


def touched(step: Any) -> int:
    """How many rows a step of a plan looked at."""
    if "Scan" not in step["Node Type"]:
        return 0
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    rows = step["Actual Rows"] + sum(step.get(why, 0) for why in removed)
    return int(rows * step["Actual Loops"])


def steps(plan: Any) -> Sequence[Any]:
    return [plan, *(step for part in plan.get("Plans", []) for step in steps(part))]


async def many(club: Club) -> None:
    """Members enough for a scan to be noticed, put in all at once."""
    draw = random.Random(3)  # noqa: S311 - people that can be met again
    firsts = ("Anna", "Ben", "Joanna", "John", "Maria", "Søren", "Łukasz", "Zoë", "Mai", "Hugo")
    parts = ("ka", "lo", "mi", "ra", "sen", "ber", "ton", "wood", "stein", "owski", "ann", "dale")
    lasts = ["Smith", "Johnson", *(f"{one}{two}".title() for one in parts for two in parts)]
    rows: list[tuple[Any, ...]] = []
    for number in range(MANY):
        details = Details(
            draw.choice(firsts),
            draw.choice(lasts),
            f"{draw.choice(firsts)}.{draw.choice(lasts)}{number}@gmail.com".lower(),
            f"+614{draw.randrange(10):01}{number * 37:07}",
            f"{10**9 + number * 7919}",
        )
        code = draw_code()
        rows.append((
            club.merchant, UUID(int=number + 1), UUID(int=number + 1), code, details.card_number,
            details.first_name, details.last_name, details.email, details.phone,
            forward_name(details), backward_name(details), search_text(details, code), AT, AT,
        ))  # fmt: skip
    accounts = [(row[0], row[2], "points", AT) for row in rows]

    async def copy(tx: Transaction) -> None:
        await tx.connection.copy_records_to_table(
            "ledger_accounts",
            records=accounts,
            columns=["merchant_id", "id", "unit", "created_at"],
        )
        await tx.connection.copy_records_to_table(
            "members",
            records=rows,
            columns=[
                "merchant_id", "id", "account_id", "code", "card_number", "first_name",
                "last_name", "email", "phone", "forward_name", "backward_name", "search_text",
                "enrolled_at", "updated_at",
            ],
        )  # fmt: skip
        await tx.run("analyze members")
        await tx.run("analyze ledger_accounts")

    await club.db.tx(copy)


async def connect(club: Club) -> ConnectionId:
    """The merchant's till, authorised, with one site mapped."""
    connection = await enable(club.db, club.merchant, "kounta", at=AT)
    await authorised(club.db, club.merchant, connection.id, "77", "Harbour Kitchen", at=AT)
    sites = (SiteMapping("42", "Harbour Kitchen", club.store),)
    settings = ConnectionSettings(rewards_as_map=True)
    await save_mapping(club.db, club.merchant, connection.id, sites, settings, at=AT)
    return connection.id
