"""What the commands are given by the wiring."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from regulars.kernel.clock import Clock
from regulars.merchants.model import Credentials
from regulars.platform.db import Database
from regulars.platform.mail import MailServer
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
    """A till simulator, and the one add-on that its cloud knows at first."""

    host: str
    port: int
    state_path: Path | None
    client_id: str
    client_secret: str
    signature_token: str
    redirect_uris: tuple[str, ...]
    name: str = "Regulars"

    def __repr__(self) -> str:
        return f"TillOptions({self.host}:{self.port}, •••)"


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
    simulate: Callable[[TillOptions], None]

    def settings(self) -> Settings:
        """The settings of the environment. Raises `SettingsWrong`."""
        return Settings.read(self.environment)
