"""The worked tables of docs/algorithms/ledger.md and lots.md, row by row, figure by figure."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.stores.ledgers import DAY, NOON, Account, an_account
from tests.worked import ALGORITHMS, table

from regulars.kernel.ids import LotId
from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.expire import expire_due
from regulars.ledger.model import Posting
from regulars.ledger.statement import lots_of
from regulars.platform.db import Database
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.model import Idle

DOCUMENTS = ("ledger", "lots")
WORKED = "| day | what happens |"

REMAINING = "select remaining from ledger_lots where merchant_id = $1 and id = $2"

Rows = list[dict[str, str]]


def worked_tables() -> Iterator[tuple[str, Rows]]:
    """Each worked table under its heading."""
    pages = [(ALGORITHMS / f"{name}.md").read_text(encoding="utf-8") for name in DOCUMENTS]
    for section in [part for page in pages for part in page.split("\n## ")[1:]]:
        lines = [line for line in section.splitlines() if line.startswith("|")]
        if lines and lines[0].startswith(WORKED):
            heads, _, *rows = [_cells(line) for line in lines]
            yield (
                section.splitlines()[0],
                [dict(zip(heads, row, strict=True)) for row in rows],
            )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def day(number: str) -> datetime:
    return NOON + int(number) * DAY


class Story:
    """An account that goes through a worked table."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.lots: dict[str, LotId] = {}
        self.holds: dict[str, Posting] = {}
        self.by_hand: dict[str, Posting] = {}

    async def happens(self, row: dict[str, str]) -> None:
        """Do what a row says, and compare what the verb says of itself."""
        points = int(row["points"] or 0)
        posting = await self._do(row["what happens"], points, day(row["day"]))
        if posting:
            assert abs(posting.points) + posting.short + posting.owed == points

    async def figures(self, row: dict[str, str]) -> dict[str, str]:
        """What the account has, in the words of the row's columns."""
        balance = await self.account.balance(at=day(row["day"]))
        figures = {
            "available": balance.available,
            "held": balance.held,
            "pending": balance.pending,
            "owed": balance.debt,
        }
        found = {name: str(figure) for name, figure in figures.items() if name in row}
        for name in row.keys() - {"day", "what happens", "points", *figures}:
            found[name] = await self._remaining(name) if name in self.lots else ""
        return found

    async def _do(self, what: str, points: int, at: datetime) -> Posting | None:
        if "by hand" in what or what.startswith("undo"):
            return await self._by_hand(what, points, at)
        if told := re.fullmatch(r"earn (\w+)(?: from day (\d+))?(?: until day (\d+))?", what):
            posting = await self.account.earn(
                points,
                at=at,
                matures_at=day(told[2]) if told[2] else None,
                expires_at=day(told[3]) if told[3] else None,
            )
            assert posting.lot
            self.lots[told[1]] = posting.lot
        elif re.fullmatch(r"hold \d is refused", what):
            with pytest.raises(NotEnoughPoints):
                await self.account.hold(points, at=at)
            return None
        elif told := re.fullmatch(r"hold (\d)", what):
            posting = self.holds[told[1]] = await self.account.hold(points, at=at)
        elif told := re.fullmatch(r"settle (\d)", what):
            posting = await self.account.settle(self.holds[told[1]], points, at=at)
        elif told := re.fullmatch(r"release (\d)", what):
            posting = await self.account.release(self.holds[told[1]], at=at)
        elif told := re.fullmatch(r"spend (\d)", what):
            posting = self.holds[told[1]] = await self.account.spend(
                points, at=at, fewer_will_do=True
            )
        elif told := re.fullmatch(r"give back (\d)", what):
            posting = await self.account.give_back(self.holds[told[1]], points, at=at)
        elif told := re.fullmatch(r"take back (\w+)(, the rest is owed)?", what):
            lot = self.lots[told[1]]
            posting = await self.account.take_back(points, lot=lot, owe=bool(told[2]), at=at)
        else:
            assert what == "expire"
            await expire_due(self.account.db, at=at, limit=10)
            return None
        return posting

    async def _by_hand(self, what: str, points: int, at: datetime) -> Posting:
        if told := re.fullmatch(r"undo (\w)", what):
            return await self.account.reverse(self.by_hand[told[1]], at=at)
        if told := re.fullmatch(r"take (\d) by hand", what):
            posting = await self.account.adjust(-points, at=at)
        else:
            told = re.fullmatch(r"give (\w) by hand until day (\d+)", what)
            assert told
            posting = await self.account.adjust(points, at=at, expires_at=day(told[2]))
            assert posting.lot
            self.lots[told[1]] = posting.lot
        self.by_hand[told[1]] = posting
        return posting

    async def _remaining(self, name: str) -> str:
        left = await self.account.db.value(REMAINING, self.account.merchant, self.lots[name])
        return str(left)


@pytest.mark.parametrize("rows", [pytest.param(rows, id=title) for title, rows in worked_tables()])
async def test_a_worked_table_comes_out_as_it_is_written(db: Database, rows: Rows) -> None:
    story = Story(await an_account(db))
    for row in rows:
        await story.happens(row)
        found = await story.figures(row)
        assert found == {name: row[name] for name in found}, row
    assert await story.account.off() == []


def test_every_worked_table_is_found() -> None:
    assert len(list(worked_tables())) == 11


IN_SYDNEY = "%d %B %Y, %H:%M"
SYDNEY = ZoneInfo("Australia/Sydney")


async def test_idle_points_go_when_the_worked_table_says(db: Database) -> None:
    account = await an_account(db)
    lots: dict[str, LotId] = {}
    spent: Posting | None = None
    for when, what, points, available, *gone in table(
        "lots", "Points that wait for the next visit"
    ):
        at = datetime.strptime(when, IN_SYDNEY).replace(tzinfo=SYDNEY).astimezone(UTC)
        if told := re.fullmatch(r"earn (\w)", what):
            last_day = expires_at(Idle(6), at, "Australia/Sydney")
            earned = await account.earn(int(points), at=at, expires_at=last_day, idle_months=6)
            assert earned.lot
            lots[told[1]] = earned.lot
        elif what == "redeem":
            spent = await account.spend(int(points), at=at)
        elif what == "give back":
            assert spent
            await account.give_back(spent, int(points), at=at)
        else:
            assert what == "expire"
            await expire_due(db, at=at, limit=10)
        if what in ("redeem", "earn A", "earn B", "earn C"):
            await account.touch(at=at, time_zone="Australia/Sydney")
        assert (await account.balance(at=at)).available == int(available), when
        assert [await gone_at(account, lots.get(name)) for name in ("A", "B")] == gone, when
    assert await account.off() == []


async def gone_at(account: Account, lot: LotId | None) -> str:
    """When what the lot has is gone, in Sydney; nothing for one that is empty or not there yet."""
    left = await lots_of(account.db, account.merchant, account.id)
    found = next((one for one in left if one.id == lot), None)
    if found is None:
        return ""
    assert found.expires_at
    return found.expires_at.astimezone(SYDNEY).strftime(IN_SYDNEY).lstrip("0")
