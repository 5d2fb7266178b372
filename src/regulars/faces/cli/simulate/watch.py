"""Time of a simulated venue: it passes when somebody acts, waits, or puts a clock wrong."""

import asyncio
from datetime import UTC, datetime, timedelta

A_MOMENT = timedelta(milliseconds=1)


class Watch:
    """The true time. No two looks at it are at the same moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        self.now += A_MOMENT
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once, and whoever waits go on."""
        self.forward(timedelta(seconds=seconds))
        await asyncio.sleep(0)


class WrongClock:
    """The clock of the hub's machine, which can be put wrong and right again."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.off = timedelta()

    def __call__(self) -> datetime:
        return self._watch() + self.off
