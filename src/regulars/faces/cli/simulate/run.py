"""One seed: some days of a venue, its books checked after each of them."""

import re
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from regulars.faces.cli.deps import Stage
from regulars.faces.cli.simulate.business import Business
from regulars.faces.cli.simulate.day import Day
from regulars.faces.cli.simulate.invariants import broken
from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.night import come_to_rest
from regulars.faces.cli.simulate.opening import open_the_doors
from regulars.faces.cli.simulate.register import Register
from regulars.faces.cli.simulate.world import Power, World, open_world
from regulars.platform import log
from regulars.platform.db import DatabaseUnavailable

REGISTERS = ((7101, 4201), (7102, 4201), (7201, 4202))


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be lived through. With `in_turn` nothing happens at the same moment.

    The story of a seed is answered if something is wrong, or if it is wanted.
    """

    days: int
    guests: int
    in_turn: bool = False
    whole_story: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a seed. Nothing is `wrong` if the books were right after each day."""

    seed: int
    days: int
    digest: str
    tally: dict[str, int]
    trouble: dict[str, int]
    wrong: tuple[str, ...] = ()
    story: tuple[str, ...] = ()


ISSUE = re.compile(r"(asyncpg|regulars|builtins)?[\w.]*(Error|Exception|Violation\w*): ")
"""How the line of a traceback begins that says what is wrong."""

Progress = Callable[[int, Counter[str]], None]
"""Told after each day whose books were right: its number, and what has happened so far."""


async def simulate(
    stage: Stage, business: Business, url: str, seed: int, power: Power, wish: Wish, tell: Progress
) -> Outcome:
    """Live through the days of `seed` in the database at `url`, which is the business's copy."""
    heard: list[str] = []

    def hear(event: log.Event) -> None:
        # That there was no database is what was simulated, and nothing to be surprised at.
        if event.get("error_code") != DatabaseUnavailable.code:
            heard.append(in_words(event))

    with log.listening(hear):
        async with open_world(stage, business, url, seed, power, in_turn=wish.in_turn) as world:
            world.unexpected = heard
            return await outcome_of(world, wish, tell)


async def outcome_of(world: World, wish: Wish, tell: Progress) -> Outcome:
    """Live, and say what came of it, also when the simulation itself could not go on."""
    try:
        day, wrong = await live(world, wish, tell)
    except Exception:  # noqa: BLE001 - whatever it is, the seed that shows it has to be told
        day, wrong = world.day, [f"It broke: {traceback.format_exc()}"]
    return Outcome(
        seed=world.seed,
        days=day,
        digest=world.story.digest,
        tally=dict(world.story.tally),
        trouble=dict(world.story.trouble),
        wrong=tuple(dict.fromkeys(wrong)),
        story=tuple(world.story.lines) if wrong or wish.whole_story else (),
    )


async def live(world: World, wish: Wish, tell: Progress) -> tuple[int, list[str]]:
    """The last day that was lived through, and what was wrong after it."""
    await open_the_doors(world)
    registers = [Register(world, number, site) for number, site in REGISTERS]
    kiosk = Kiosk(world)
    for number in range(1, wish.days + 1):
        world.day = number
        world.tell("day", str(number))
        await Day(world, registers, kiosk, number, wish.guests).live_through()
        await come_to_rest(world, registers, kiosk, number)
        if wrong := await broken(world, kiosk):
            return number, wrong
        tell(number, world.story.tally)
    return wish.days, []


def in_words(event: log.Event) -> str:
    """What the hub logged, without the way that led there."""
    lines = str(event.get("exception") or event.get("sentence") or "").strip().splitlines()
    ours = [line.strip() for line in lines if "/regulars/" in line and "simulate" not in line]
    said = next((line for line in reversed(lines) if ISSUE.match(line)), "")
    return f"The hub logged: {event['event']}. {said} {ours[-1] if ours else ''}".strip()
