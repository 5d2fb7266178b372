"""One run of the demo: from the database to the last process, and back."""

import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec
import uvloop
from rich.panel import Panel
from rich.table import Table

from regulars.faces.cli.demo import folder as folders
from regulars.faces.cli.demo.booking_pages import first_page
from regulars.faces.cli.demo.children import Child, stop_all
from regulars.faces.cli.demo.connect import APP, introduce, urls_of
from regulars.faces.cli.demo.facts import ConsoleFacts, Facts, KountaFacts, VoucherApiFacts
from regulars.faces.cli.demo.folder import Kept, NotOurs
from regulars.faces.cli.demo.seed import OWNER, seed
from regulars.faces.cli.demo.till import DemoTill
from regulars.faces.cli.deps import CommandDeps, Hub
from regulars.faces.cli.terminal import done, out
from regulars.kernel.errors import RegularsError, Unavailable
from regulars.merchants.connections import connection_for
from regulars.merchants.create_merchant import every_merchant
from regulars.merchants.model import Connection, ConnectionStatus
from regulars.platform.ground import Say, ground
from regulars.platform.settings import Settings

T = TypeVar("T")

ANSWERS_WITHIN = 60.0
LOOK_EVERY = 0.1
WATCH_EVERY = 0.5
OURS = ("REGULARS_", "DATABASE_URL")


class DemoSilent(Unavailable):
    """A part of the demo runs and does not answer."""

    code = "demo_silent"


@dataclass(frozen=True, slots=True)
class Demo:
    """`root` is where scripts look, `folder` where the data is: the same unless it is fresh.

    `settings` are the demo's own; from `run` on they name a database that answers.
    """

    deps: CommandDeps
    settings: Settings
    kept: Kept
    root: Path
    folder: Path

    @property
    def till(self) -> DemoTill:
        return DemoTill(self.settings.kounta_api_url)

    def run(self) -> None:
        """Bring everything up, stay until Ctrl-C, and take everything down."""
        with ExitStack() as stack:
            with step("Database") as say:
                settled = stack.enter_context(ground(self.settings, say))
            ready = replace(self, settings=settled)
            till, *others = children = ready.children()
            stack.callback(stop_all, [till])
            stack.callback(stop_all, others)
            stack.callback(folders.withdraw, self.root)
            ready.bring_up(children)
            ready.watch(children)

    def children(self) -> list[Child]:
        """The till first: it is the last to stop, since the others speak to it."""
        logs = self.folder / folders.LOGS
        logs.mkdir(parents=True, exist_ok=True)
        ours = replace(self.settings, migrate_at_start="no").environment()
        environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith(OURS)},
            **{name: text for name, text in ours.items() if text},
        }
        hub, till = self.settings.address, self.till.base_url
        till_alone = (
            "till",
            f"--port={self.kept.till_port}",
            f"--state={self.folder / folders.TILL}",
            f"--redirect-uri={hub}{self.deps.callback}",
        )
        return [
            Child("The till", till_alone, environment, logs / "till.log", f"{till}/till"),
            Child("The hub", ("serve",), environment, logs / "hub.log", f"{hub}/readyz"),
            Child("The worker", ("work",), environment, logs / "worker.log"),
        ]

    def bring_up(self, children: list[Child]) -> None:
        """Start every part, make what is to be shown, and say that all is ready.

        The worker comes last: what is told of the past is not for it to do.
        """
        till, hub, worker = children
        till.start()
        hub.start()
        with step("Till"):
            await_answer(till)
        if not self.kept.seeded:
            self.begin()
        worker.start()
        with step("Hub"):
            await_answer(hub)
        facts = self.with_hub(self.facts)
        folders.publish(self.root, facts)
        out.print(panel(facts, self.folder))

    def begin(self) -> None:
        """Make what is to be shown, once; with `--fresh` that is nothing."""
        self.with_hub(insist_on_nothing)
        if not self.kept.fresh:
            with step("Guests and their visits") as say:
                self.kept.voucher_api = self.with_hub(lambda hub: self.make_data(hub, say))
        self.kept.seeded = True
        folders.write_kept(self.folder, self.kept)

    def watch(self, children: list[Child]) -> None:
        """Until Ctrl-C: start again what ends by itself."""
        while True:
            time.sleep(WATCH_EVERY)
            for child in children:
                if child.has_ended:
                    self.revive(child)

    def revive(self, child: Child) -> None:
        """Start `child` again. Scripts see that the demo is not ready meanwhile."""
        folders.withdraw(self.root)
        child.start_again()
        out.print(f"{child.name} ended by itself and is started again.")
        if child.url:
            await_answer(child)
        folders.publish(self.root, self.with_hub(self.facts))

    async def make_data(self, hub: Hub, say: Say) -> VoucherApiFacts:
        return await seed(
            hub,
            self.till,
            password=self.kept.password,
            number=self.kept.seed,
            callback=self.deps.callback,
            say=say,
        )

    async def facts(self, hub: Hub) -> Facts:
        """How things stand. A connected till is told where the hub is now."""
        place = await self.till.place()
        connection = await connected(hub)
        kounta = KountaFacts(
            company_id=str(place.company.id),
            site_id=str(place.registers[0].site_id),
            client_id=self.kept.client_id,
            client_secret=self.kept.client_secret,
        )
        if connection is not None:
            await self.introduce(hub, connection)
            urls = urls_of(hub, connection)
            kounta = msgspec.structs.replace(kounta, search_url=urls.search, lookup_url=urls.lookup)
        console = ConsoleFacts() if self.kept.fresh else ConsoleFacts(OWNER, self.kept.password)
        vouchers = self.kept.voucher_api
        if vouchers.token:
            vouchers = msgspec.structs.replace(vouchers, base_url=hub.base_url)
        return Facts(
            hub=hub.base_url,
            till=self.till.base_url,
            console=console,
            kounta=kounta,
            voucher_api=vouchers,
            booking_page=await booking_page(hub),
        )

    async def introduce(self, hub: Hub, connection: Connection) -> None:
        """Tell the till where the hub is, unless it has been told to forget us."""
        try:
            await introduce(hub, self.till, connection, self.kept.client_id)
        except RegularsError as refusal:
            out.print(f"The till was not told where the hub is. {refusal.sentence}")

    def with_hub(self, work: Callable[[Hub], Awaitable[T]]) -> T:
        async def opened() -> T:
            async with self.deps.open_hub(self.settings) as hub:
                return await work(hub)

        return uvloop.run(opened())


async def insist_on_nothing(hub: Hub) -> None:
    """Raises `NotOurs` when somebody uses the database already."""
    if await every_merchant(hub.db):
        raise NotOurs(
            "The database has a merchant that this demo did not make. Give it an empty database."
        )


async def booking_page(hub: Hub) -> str:
    """Where guests book a table with the first merchant; nothing where nobody can."""
    pages = [await first_page(hub, merchant) for merchant in await every_merchant(hub.db)]
    return next(filter(None, pages), "")


async def connected(hub: Hub) -> Connection | None:
    """The connection of the one merchant there is, if there is one that works."""
    for merchant in await every_merchant(hub.db):
        found = await connection_for(hub.db, merchant, APP)
        if found is not None and found.status is ConnectionStatus.AUTHORISED:
            return found
    return None


def await_answer(child: Child) -> None:
    """Wait until `child` answers with 200. Raises `ChildEnded`, `DemoSilent`."""
    until = time.monotonic() + ANSWERS_WITHIN
    reason = ""
    with httpx.Client(timeout=5) as http:
        while time.monotonic() < until:
            child.check()
            try:
                answer = http.get(child.url)
            except httpx.TransportError as error:
                reason = str(error)
            else:
                if answer.is_success:
                    return
                reason = answer.text.strip()
            time.sleep(LOOK_EVERY)
    raise DemoSilent(
        f"{child.name} is not ready. {reason}\n{child.log} says:\n{child.last_words()}"
    )


@contextmanager
def step(name: str) -> Iterator[Say]:
    """Show that something is being done, and that it is done."""
    began = time.monotonic()
    with out.status(f"{name} …") as status:
        yield lambda sentence: status.update(f"{name}: {sentence}")
    done(f"{name} ({time.monotonic() - began:.1f} s)")


def panel(facts: Facts, folder: Path) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_row("[bold]Console", facts.hub)
    if facts.console.email:
        table.add_row("", f"sign in as {facts.console.email} with {facts.console.password}")
    else:
        table.add_row("", "sets itself up at the first visit")
    table.add_row("[bold]Till", facts.till)
    table.add_row("", "needs no login; behind its screen are add-ons, switches, faults and a log")
    if facts.booking_page:
        table.add_row("[bold]Booking page", facts.booking_page)
        table.add_row("", "its mails are in the console's mailbox")
    if facts.voucher_api.token:
        table.add_row("[bold]Voucher API", f"{facts.voucher_api.base_url}/api/v1/docs")
        table.add_row("", "its login, token and codes to try are in demo.json")
    table.add_row("[bold]Data", str(folder))
    return Panel(table, title="Regulars is ready", subtitle="Ctrl-C stops everything", expand=False)
