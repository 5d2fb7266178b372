"""The worked tables of docs/algorithms/ledger.md, row by row and figure by figure."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.stores.ledgers import DAY, NOON, Account, an_account

from regulars.kernel.ids import LotId
from regulars.ledger.expire import expire_due
from regulars.ledger.model import Posting
from regulars.platform.db import Database

DOCUMENT = Path(__file__).parents[2] / "docs/algorithms/ledger.md"
WORKED = "| day | what happens |"

REMAINING = "select remaining from ledger_lots where merchant_id = $1 and id = $2"

Rows = list[dict[str, str]]


def worked_tables() -> Iterator[tuple[str, Rows]]:
    """Each worked table under its heading."""
    for section in DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]:
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

    async def happens(self, row: dict[str, str]) -> None:
        """Do what a row says, and compare what the verb says of itself."""
        points = int(row["points"] or 0)
        posting = await self._do(row["what happens"], points, day(row["day"]))
        if posting:
            assert posting.points + posting.short == points

    async def figures(self, row: dict[str, str]) -> dict[str, str]:
        """What the account has, in the words of the row's columns."""
        balance = await self.account.balance()
        found = {"available": str(balance.available), "held": str(balance.held)}
        for name in row.keys() - {"day", "what happens", "points", "available", "held"}:
            found[name] = await self._remaining(name) if name in self.lots else ""
        return found

    async def _do(self, what: str, points: int, at: datetime) -> Posting | None:
        if told := re.fullmatch(r"earn (\w+)(?: until day (\d+))?", what):
            expires_at = day(told[2]) if told[2] else None
            posting = await self.account.earn(points, at=at, expires_at=expires_at)
            assert posting.lot
            self.lots[told[1]] = posting.lot
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
        elif told := re.fullmatch(r"take back (\w+)", what):
            posting = await self.account.take_back(points, lot=self.lots[told[1]], at=at)
        else:
            assert what == "expire"
            await expire_due(self.account.db, at=at, limit=10)
            return None
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
    assert len(list(worked_tables())) == 8
