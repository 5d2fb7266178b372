"""Promises of `regulars simulate`: a seed can be repeated, and its checks see what is wrong."""

import asyncio
from collections import Counter
from functools import partial

import pytest
from tests.conftest import execute
from tests.faces.command_line import CommandLine

from regulars.faces.cli.deps import Stage
from regulars.faces.cli.simulate import lane
from regulars.faces.cli.simulate.command import explain
from regulars.faces.cli.simulate.day import Day
from regulars.faces.cli.simulate.invariants import broken
from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.lane import Ground
from regulars.faces.cli.simulate.night import come_to_rest
from regulars.faces.cli.simulate.opening import open_the_doors
from regulars.faces.cli.simulate.register import Register
from regulars.faces.cli.simulate.run import REGISTERS, Outcome, Wish
from regulars.faces.cli.simulate.world import World, open_world
from regulars.platform import spare_databases as spare
from regulars.platform.db import Transaction
from regulars.platform.spare_databases import MayNotMakeDatabases

SEED = 3
A_DAY = Wish(days=1, guests=12, in_turn=True, whole_story=True)

TAMPERED = {
    "update offers set used = used + 1": "The offer is used as often as it stands on bills",
    "update rewards set spent_minor = spent_minor + 1": "The reward's budget has been spent",
    "update sales set points_earned = points_earned + 1": "What a sale earned is what was posted",
    "update sales set tips_minor = 0, total_minor = total_minor + 1": "came to",
    "update sales set refunded_minor = total_minor + 1": "No more goes back than was paid",
    "update sales set order_ref = order_ref || 'x' where channel = 'external'": "Nobody reported",
    "update redemptions set carried_minor = carried_minor + 1": "was settled for it",
    "update ledger_accounts set available = available + 1": "available",
    "update ledger_lots set remaining = remaining - 1 where remaining > 0": "remaining",
    "update inbox set handled_at = null": "Whatever a till told us was worked on",
    "update sale_versions set worked = jsonb_set(worked, '{points}', '9999')": "worked out again",
    "update tickets set state = 'completed'": "The order of a party that paid is its sale",
}
"""What is done to the books, and what is said of it."""


def lived(stage: Stage, ground: Ground, seed: int, wish: Wish) -> Outcome:
    days: list[int] = []

    def tell(_seed: int, day: int, _tally: Counter[str]) -> None:
        days.append(day)

    [outcome] = lane.live(stage, ground, [seed], wish, tell)
    assert days == list(range(1, outcome.days + 1)) or outcome.wrong
    return outcome


def test_the_same_seed_gives_the_same_story(stage: Stage, business_ground: Ground) -> None:
    first = lived(stage, business_ground, SEED, A_DAY)
    again = lived(stage, business_ground, SEED, A_DAY)
    assert first.wrong == ()
    assert again.story == first.story
    assert again.digest == first.digest
    assert lived(stage, business_ground, SEED + 1, A_DAY).digest != first.digest


async def test_the_checks_see_every_figure_that_was_tampered_with(
    stage: Stage, business_ground: Ground
) -> None:
    server, business = business_ground.server, business_ground.business
    name = f"{business_ground.name}_tampered"
    url = await spare.make(server.url, name, template=business_ground.name)
    async with open_world(stage, business, url, SEED, server.power(url), in_turn=True) as world:
        kiosk = await live_a_day(world)
        assert await broken(world, kiosk) == []
        for statement in TAMPERED:
            await world.db.tx(partial(do, statement))
        found = "\n".join(await broken(world, kiosk))
    await spare.drop(server.url, name)
    assert [promise for promise in TAMPERED.values() if promise not in found] == []


async def do(statement: str, tx: Transaction) -> None:
    await tx.run(statement)


async def live_a_day(world: World) -> Kiosk:
    await open_the_doors(world)
    registers = [Register(world, number, site) for number, site in REGISTERS]
    kiosk = Kiosk(world)
    await Day(world, registers, kiosk, 1, 30).live_through()
    await come_to_rest(world, registers, kiosk, 1)
    return kiosk


def test_a_seed_that_goes_wrong_says_how_to_repeat_it(capsys: pytest.CaptureFixture[str]) -> None:
    story = tuple(f"thing {number}" for number in range(1, 101))
    outcome = Outcome(
        seed=17, days=2, digest="", tally={}, trouble={}, wrong=("9 is 8.",), story=story
    )
    explain(outcome, Wish(days=5, guests=20, in_turn=True))
    said = capsys.readouterr().err
    assert "Seed 17 went wrong on day 2." in said
    assert "9 is 8." in said
    assert "thing 100" in said
    assert "thing 60\n" not in said
    assert "regulars simulate --seed 17 --days 2 --guests 20 --in-turn" in said


def test_a_server_of_its_own_comes_back_when_it_was_stopped_dead() -> None:
    with lane.server({}) as server:
        assert server.postgres is not None
        before = server.postgres.pid
        asyncio.run(lane.stop_dead(server.postgres))
        assert server.postgres.pid != before
        asyncio.run(execute(server.postgres.owner_url, "alter role regulars nocreatedb"))
        with pytest.raises(MayNotMakeDatabases, match="may not make databases"):
            asyncio.run(spare.make(server.url, "of_nobody"))


def test_a_server_that_is_not_there_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    regulars = CommandLine({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}, capsys)
    assert regulars.run("simulate") == 1
    assert "cannot be reached" in regulars.complained


def test_many_seeds_in_two_processes_end_with_one_table(
    capsys: pytest.CaptureFixture[str], server_url: str
) -> None:
    regulars = CommandLine({"DATABASE_URL": server_url}, capsys)
    status = regulars.run("simulate", "--seeds=2", "--days=1", "--guests=5", "--processes=2")
    assert status == 0, regulars.complained
    assert "sales paid" in regulars.said
    assert "The books were right after each of 2 days." in regulars.said
