"""`regulars simulate`: what was asked for, and what there is to see."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from regulars.faces.cli.deps import CommandDeps
from regulars.faces.cli.simulate import lanes
from regulars.faces.cli.simulate.run import Outcome, Wish
from regulars.faces.cli.terminal import done, err, out

LAST_LINES = 40
SHOWN = 3
"""So many seeds that went wrong are told in full, the others only by their number."""


def simulate(
    context: typer.Context,
    seed: Annotated[int, typer.Option(min=0, help="Decides everything that happens.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=1000, help="How many days.")] = 3,
    guests: Annotated[int, typer.Option(min=1, max=1000, help="How many come each day.")] = 40,
    seeds: Annotated[
        int, typer.Option(min=1, help="How many seeds, one after the other from `--seed` on.")
    ] = 1,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes share the seeds.")
    ] = 1,
    in_turn: Annotated[
        bool, typer.Option("--in-turn", help="Let nothing happen at the same moment.")
    ] = False,
    story: Annotated[bool, typer.Option("--story", help="Tell all that happened.")] = False,
) -> None:
    """Live through days on which everything goes wrong, and check the books each night.

    A venue with a till, a hub and a worker is simulated, in a database of its own.
    """
    deps: CommandDeps = context.obj
    wish = Wish(days, guests, in_turn=in_turn, whole_story=story)
    wanted = range(seed, seed + seeds)
    outcomes = []
    with progress(len(wanted)) as bar:
        for outcome in lanes.live(deps, wanted, wish, min(processes, seeds), bar.day):
            outcomes.append(outcome)
            bar.seed()
    if story:
        tell_stories(outcomes)
    out.print(table(outcomes))
    wrong = [one for one in outcomes if one.wrong]
    if not wrong:
        done(f"The books were right after each of {len(outcomes) * days:,} days.")
        return
    for outcome in wrong[:SHOWN]:
        explain(outcome, wish)
    numbers = ", ".join(str(one.seed) for one in wrong)
    err.print(f"[red]{len(wrong)} of {len(outcomes):,} seeds went wrong: {numbers}.[/red]")
    raise typer.Exit(1)


class Bar:
    """How far it has come."""

    def __init__(self, shown: Progress, seeds: int) -> None:
        self._shown = shown
        self._task = shown.add_task("", total=seeds)
        self._single = seeds == 1
        self._before: Counter[str] = Counter()

    def day(self, seed: int, day: int, tally: Counter[str]) -> None:
        """One more day is over, and its books were right."""
        self._shown.update(self._task, description=f"Seed {seed}, day {day}")
        if self._single:
            new, self._before = tally - self._before, tally.copy()
            out.print(f"Day {day}: {in_words(new)}.")

    def seed(self) -> None:
        self._shown.advance(self._task)


@contextmanager
def progress(seeds: int) -> Iterator[Bar]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as shown:
        yield Bar(shown, seeds)


def in_words(tally: Counter[str]) -> str:
    return ", ".join(f"{times} {what}" for what, times in sorted(tally.items()))


def table(outcomes: list[Outcome]) -> Table:
    """What happened in all seeds together."""
    made = Table("What happened", "Times", "What went wrong", "Times ", box=None)
    happened, trouble = Counter[str](), Counter[str]()
    for outcome in outcomes:
        happened.update(outcome.tally)
        trouble.update(outcome.trouble)
    left, right = happened.most_common(), trouble.most_common()
    for place in range(max(len(left), len(right))):
        what, times = left[place] if place < len(left) else ("", 0)
        fault, struck = right[place] if place < len(right) else ("", 0)
        made.add_row(what, f"{times:,}" if what else "", fault, f"{struck:,}" if fault else "")
    return made


def tell_stories(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        for line in outcome.story:
            out.print(Text(line), soft_wrap=True)
        out.print(f"The story of seed {outcome.seed} is {outcome.digest}.")


def explain(outcome: Outcome, wish: Wish) -> None:
    """What is wrong, what happened before, and how to see it again."""
    err.print(f"[red]Seed {outcome.seed} went wrong on day {outcome.days}.[/red]")
    for sentence in outcome.wrong:
        err.print(Text(f"  ✗ {sentence}", style="red"), soft_wrap=True)
    err.print("What happened last:")
    for line in outcome.story[-LAST_LINES:]:
        err.print(Text(f"  {line}"), soft_wrap=True)
    turn = " --in-turn" if wish.in_turn else ""
    days = max(outcome.days, 1)
    err.print(
        f"To repeat it: regulars simulate --seed {outcome.seed} --days {days} "
        f"--guests {wish.guests}{turn}"
    )
