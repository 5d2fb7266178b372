"""What an installation can set: environment variables, read and checked once at start.

`settings_table` is the one table of them. The reference in docs/reference/settings.md is checked
against it, and everything that is wrong is said at once, a sentence each.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

from regulars.kernel.errors import Invalid
from regulars.platform.settings_table import SETTINGS

OURS = "REGULARS_"

Switch = Literal["auto", "yes", "no"]


class SettingsWrong(Invalid):
    """One or more settings cannot be used. The sentences name each of them."""

    code = "settings_wrong"

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Settings:
    """An installation. `database_url` is empty while the hub runs a PostgreSQL of its own."""

    database_url: str
    data_dir: Path
    host: str
    port: int
    base_url: str
    secret_keys: tuple[bytes, ...]
    log_level: str
    log_format: Literal["auto", "json", "text"]
    db_connections: int
    db_pooler: bool
    migrate_at_start: Switch
    kounta_client_id: str
    kounta_client_secret: str
    kounta_signature_token: str
    kounta_api_url: str
    kounta_consent_url: str
    kounta_per_minute: int
    metrics_token: str
    smtp_url: str
    mail_from: str
    payments_url: str
    payments_key: str
    payments_secret: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """The settings of `environment`. Raises `SettingsWrong` with all that is wrong."""
        values: dict[str, Any] = {}
        wrong = unknown(environment)
        for setting in SETTINGS:
            text = environment.get(setting.name, "").strip() or setting.default
            try:
                values[setting.field] = setting.parse(text)
            except ValueError:
                wrong.append(setting.wrong(text))
        if not wrong:
            wrong = contradictions(values)
        if wrong:
            raise SettingsWrong(wrong)
        return cls(**values)

    @property
    def embedded(self) -> bool:
        """Whether the hub runs a PostgreSQL of its own."""
        return not self.database_url

    @property
    def migrates_at_start(self) -> bool:
        return self.migrate_at_start == "yes" or (self.migrate_at_start == "auto" and self.embedded)

    @property
    def address(self) -> str:
        """Where browsers and tills reach the hub, without a slash at the end."""
        here = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 compared only
        return self.base_url or f"http://{f'[{here}]' if ':' in here else here}:{self.port}"

    @property
    def logs_json(self) -> bool | None:
        return None if self.log_format == "auto" else self.log_format == "json"

    def environment(self) -> dict[str, str]:
        """The settings as variables, for another process."""
        return {setting.name: written(getattr(self, setting.field)) for setting in SETTINGS}

    def __repr__(self) -> str:
        return f"Settings({self.address}, •••)"


def unknown(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each variable with our prefix that is none of ours: mostly a slip."""
    known = [setting.name for setting in SETTINGS]
    sentences = []
    for name in sorted(environment.keys() - set(known)):
        if name.startswith(OURS):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else " Take it away."
            sentences.append(f"{name} is not a setting of Regulars.{hint}")
    return sentences


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """What is right on its own and wrong together."""
    sentences = []
    if values["database_url"] and not values["secret_keys"]:
        sentences.append(
            "REGULARS_SECRET_KEY is missing, and DATABASE_URL needs it: without the key nobody can "
            "read the secrets kept there. Make one with `openssl rand -hex 32` and keep it safe."
        )
    if bool(values["kounta_client_id"]) != bool(values["kounta_client_secret"]):
        sentences.append(
            "REGULARS_KOUNTA_CLIENT_ID and REGULARS_KOUNTA_CLIENT_SECRET go together: "
            "set both, or neither."
        )
    if bool(values["smtp_url"]) != bool(values["mail_from"]):
        sentences.append(
            "REGULARS_SMTP_URL and REGULARS_MAIL_FROM go together: set both, or neither."
        )
    payments = [bool(values[f"payments_{part}"]) for part in ("url", "key", "secret")]
    if any(payments) and not all(payments):
        sentences.append(
            "REGULARS_PAYMENTS_URL, REGULARS_PAYMENTS_KEY and REGULARS_PAYMENTS_SECRET go "
            "together: set all of them, or none."
        )
    return sentences


def with_database(settings: Settings, url: str, keys: tuple[bytes, ...]) -> Settings:
    """The settings once the hub's own database has a place."""
    return replace(settings, database_url=url, secret_keys=keys)


def written(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ",".join(key.decode() for key in value)
        case _:
            return str(value)
