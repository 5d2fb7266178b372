"""Whether a hub is up, whether it can work, and its figures: for the operator's own tools."""

import hmac
from dataclasses import dataclass, field

from regulars.kernel.errors import RegularsError
from regulars.platform import jobs, migrate
from regulars.platform.asgi import Receive, Scope, Send, header, respond
from regulars.platform.db import Database
from regulars.platform.metrics import KIND, Metrics, PoolFigures

LOOPBACK = ("127.0.0.1", "::1", "")


async def healthz(_scope: Scope, _receive: Receive, send: Send) -> None:
    """`/healthz`: the process is up. It asks nothing of anybody."""
    await respond(send, "ok\n")


@dataclass(slots=True)
class Ready:
    """`/readyz`: the database answers and has our schema; else 503 and a sentence."""

    db: Database
    migrated: bool = False

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        reason = await self._why_not()
        await respond(send, f"{reason or 'ok'}\n", status=503 if reason else 200)

    async def _why_not(self) -> str:
        if not await self.db.answers():
            return "The database does not answer."
        try:
            self.migrated = self.migrated or not await migrate.waiting(self.db)
        except RegularsError as refusal:
            return refusal.sentence
        return "" if self.migrated else "The schema is not up to date. Run `regulars migrate`."


@dataclass(frozen=True, slots=True)
class Figures:
    """`/metrics`: for whoever has the token, or without one, for callers on this machine."""

    db: Database
    metrics: Metrics
    token: str = field(repr=False)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        if not self._may_see(scope):
            await respond(send, "Figures need the right bearer token.\n", status=401)
            return
        pool = PoolFigures(self.db.pool.size, len(self.db.pool.idle))
        queue = await jobs.figures(self.db) if await self.db.answers() else []
        await respond(send, self.metrics.text(pool=pool, queue=queue), kind=KIND)

    def _may_see(self, scope: Scope) -> bool:
        if self.token:
            said = header(scope, b"authorization")
            return hmac.compare_digest(said.encode(), f"Bearer {self.token}".encode())
        # Behind a proxy on this machine everybody seems to be here; it says for whom it asks.
        host = (scope.get("client") or ("",))[0]
        return host in LOOPBACK and not header(scope, b"x-forwarded-for")
