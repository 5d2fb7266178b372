"""Many seeds in several processes. Each has a server of its own, so that one may stop it dead."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from queue import Empty
from typing import TypeAlias

from regulars.faces.cli.deps import CommandDeps
from regulars.faces.cli.simulate import lane
from regulars.faces.cli.simulate.run import Outcome, Wish
from regulars.kernel.errors import RegularsError

Tell: TypeAlias = Callable[[int, int, Counter[str]], None]
Word: TypeAlias = "Outcome | RegularsError | None"
"""What a process says: what became of a seed, why it cannot go on, or that it has finished."""

LOOK_AGAIN = 1.0


class LaneGone(RegularsError):
    """A process that was living through seeds ended by itself."""

    code = "simulation_gone"


def live(
    deps: CommandDeps, seeds: Sequence[int], wish: Wish, processes: int, tell: Tell
) -> Iterator[Outcome]:
    """What becomes of each seed, as it becomes known. `tell` hears of days in one process only.

    Raises `MayNotMakeDatabases`, `DatabaseUnavailable`, `LaneGone`.
    """
    deps = replace(deps, environment=dict(deps.environment))
    if processes == 1:
        with lane.server(deps.environment) as server, lane.ground(deps.stage, server) as ground:
            yield from lane.live(deps.stage, ground, seeds, wish, tell)
    else:
        yield from side_by_side(deps, seeds, wish, processes)


def side_by_side(
    deps: CommandDeps, seeds: Sequence[int], wish: Wish, processes: int
) -> Iterator[Outcome]:
    # A fork would take over locks that some thread of this process holds.
    fresh = multiprocessing.get_context("spawn")
    todo: Queue[int | None] = fresh.Queue()
    said: Queue[Word] = fresh.Queue()
    for seed in [*seeds, *[None] * processes]:
        todo.put(seed)
    lanes = [fresh.Process(target=work, args=(deps, todo, wish, said)) for _ in range(processes)]
    for one in lanes:
        one.start()
    try:
        yield from hear(lanes, said)
    finally:
        for one in lanes:
            if one.is_alive():
                one.terminate()
            one.join()


def hear(lanes: Sequence[SpawnProcess], said: "Queue[Word]") -> Iterator[Outcome]:
    """What the processes say, until each has said that it has finished."""
    finished = 0
    while finished < len(lanes):
        try:
            word = said.get(timeout=LOOK_AGAIN)
        except Empty:
            if any(one.exitcode not in (None, 0) for one in lanes):
                raise LaneGone("A process of the simulation ended by itself.") from None
            continue
        match word:
            case None:
                finished += 1
            case RegularsError():
                raise word
            case outcome:
                yield outcome


def work(deps: CommandDeps, todo: "Queue[int | None]", wish: Wish, said: "Queue[Word]") -> None:
    """Live through seeds until none is left: the whole life of one process."""
    try:
        with lane.server(deps.environment) as server, lane.ground(deps.stage, server) as ground:
            seeds = iter(todo.get, None)
            for outcome in lane.live(deps.stage, ground, seeds, wish, lambda *_: None):
                said.put(outcome)
    except RegularsError as refusal:
        said.put(refusal)
    else:
        said.put(None)
