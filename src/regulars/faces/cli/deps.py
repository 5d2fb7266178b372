"""What the commands are given by the wiring."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

import httpx

from regulars.kernel.clock import Clock
from regulars.merchants.model import Credentials
from regulars.platform.asgi import App, Receive, Scope, Send
from regulars.platform.db import Database
from regulars.platform.jobs import Worker
from regulars.platform.mail import MailServer
from regulars.platform.pool import Connection
from regulars.platform.secrets import KeyRing
from regulars.platform.settings import Settings
from regulars.pos.port import Tills


class Hub(Protocol):
    """An opened hub."""

    @property
    def settings(self) -> Settings: ...
    @property
    def db(self) -> Database: ...
    @property
    def ring(self) -> KeyRing: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def tills(self) -> Tills: ...
    @property
    def add_on(self) -> Credentials | None: ...
    @property
    def mail_server(self) -> MailServer | None: ...
    @property
    def base_url(self) -> str: ...


class Serve(Protocol):
    """Answers over HTTP until told to stop."""

    def __call__(self, settings: Settings, *, processes: int, reload: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class TillOptions:
    """A till simulator, the one add-on that its cloud knows at first, and Testpay's one account."""

    host: str
    port: int
    state_path: Path | None
    client_id: str
    client_secret: str
    signature_token: str
    redirect_uris: tuple[str, ...]
    name: str = "Regulars"
    payments_key: str = "testpay-key"
    payments_secret: str = "testpay-secret"  # noqa: S105  of a provider that takes nobody's money

    def __repr__(self) -> str:
        return f"TillOptions({self.host}:{self.port}, •••)"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a part of the venue reaches the world by, where all of it is in one process.

    `around_connection` is put around each connection to the database.
    """

    clock: Clock
    transport: httpx.AsyncBaseTransport
    sleep: Callable[[float], Awaitable[None]]
    around_connection: Callable[[Connection], Connection] | None = None


class TriedTill(Protocol):
    """A till simulator in this process. `cloud` is what it remembers."""

    @property
    def cloud(self) -> Any: ...
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...
    async def deliver_pending(self) -> Sequence[Any]: ...
    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts that a venue is put together of in one process.

    `answers` is what a hub answers tills with; `register` tells a worker its jobs.
    """

    open_hub: Callable[[Settings, Surroundings], AbstractAsyncContextManager[Hub]]
    answers: Callable[[Any], App]
    register: Callable[[Any, Worker], None]
    till: Callable[[TillOptions, Surroundings, Random], TriedTill]


@dataclass(frozen=True, slots=True)
class CommandDeps:
    """The ways to run the hub. Each is given settings whose database answers.

    `callback` is the path that a consent page leads back to.
    """

    environment: Mapping[str, str]
    clock: Clock
    callback: str
    open_hub: Callable[[Settings], AbstractAsyncContextManager[Hub]]
    serve: Serve
    work: Callable[[Settings], None]
    run_till: Callable[[TillOptions], None]
    stage: Stage

    def settings(self) -> Settings:
        """The settings of the environment. Raises `SettingsWrong`."""
        return Settings.read(self.environment)
