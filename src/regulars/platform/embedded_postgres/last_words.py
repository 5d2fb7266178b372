"""What PostgreSQL said before it gave up, in a sentence for the operator."""

import re
import shutil

from regulars.platform.embedded_postgres.errors import (
    EmbeddedPostgresError,
    FolderInUse,
    NoServerAccount,
    SettingRefused,
    disk_full,
    not_writable,
)
from regulars.platform.embedded_postgres.home import Home

NO_ROOM = re.compile("No space left on device|quota exceeded|File too large", re.IGNORECASE)
NO_LEAVE = re.compile("Permission denied|Read-only file system|Operation not permitted")
NO_ACCOUNT = re.compile("could not look up effective user ID|cannot become user")
BAD_SETTING = re.compile(
    r"FATAL: +(.*(?:unrecognized configuration parameter|invalid value for|outside the valid range"
    r"|could not access file|requires a .* value).*)"
)
STILL_HELD = re.compile('pre-existing shared memory block|lock file ".*" already exists')
COMPLAINT = re.compile(r"(?:PANIC|FATAL|ERROR|error): +(.*)")
TIGHT = 1 << 20
"""Bytes. With less room than this even the reason may not have been written."""


def is_held(said: str) -> bool:
    """Whether children of a killed server still hold the folder. They go within seconds."""
    return STILL_HELD.search(said) is not None


def explain(home: Home, said: str) -> EmbeddedPostgresError:
    """Why a program of PostgreSQL ended, from what it `said`."""
    if NO_ROOM.search(said) or shutil.disk_usage(home.folder).free < TIGHT:
        return disk_full(home.folder)
    if NO_ACCOUNT.search(said):
        return NoServerAccount(
            f"PostgreSQL cannot run as user {home.account.uid}, which has no name on this machine "
            "or may not be taken on. Give it an entry in /etc/passwd, run Regulars as an ordinary "
            "user, or set DATABASE_URL."
        )
    if setting := BAD_SETTING.search(said):
        return SettingRefused(
            f"PostgreSQL refuses one of its settings: {setting[1]}. Correct the setting."
        )
    if is_held(said):
        return FolderInUse(
            f"Processes of a PostgreSQL that was killed still use {home.data}. "
            "Wait until they are gone, or end them, and start again."
        )
    if NO_LEAVE.search(said):
        return not_writable(home.folder)
    complaints = COMPLAINT.findall(said)
    reason = complaints[-1] if complaints else "it did not say why"
    return EmbeddedPostgresError(
        f"PostgreSQL could not start: {reason}. The whole story is in {home.log}."
    )
