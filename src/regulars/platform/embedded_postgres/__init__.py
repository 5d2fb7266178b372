"""A PostgreSQL server of the hub's own, for whoever has none.

`EmbeddedPostgres.start(folder)` makes the data on the first run, starts the server as a child
process and keeps it up until `stop`. It needs no event loop and no driver. Linux and macOS.
"""

from regulars.platform.embedded_postgres.errors import (
    BinariesMissing,
    DiskFull,
    EmbeddedPostgresError,
    FolderCopied,
    FolderInUse,
    FolderNotWritable,
    NoServerAccount,
    OtherVersion,
    SettingRefused,
    SocketFolderUnsafe,
)
from regulars.platform.embedded_postgres.home import erase
from regulars.platform.embedded_postgres.server import EmbeddedPostgres

__all__ = [
    "BinariesMissing",
    "DiskFull",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "FolderCopied",
    "FolderInUse",
    "FolderNotWritable",
    "NoServerAccount",
    "OtherVersion",
    "SettingRefused",
    "SocketFolderUnsafe",
    "erase",
]
