"""The embedded server runs for root and for an ordinary user, and opens no folder to anybody."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from regulars.platform.embedded_postgres import EmbeddedPostgres, FolderCopied, erase, home
from regulars.platform.embedded_postgres.binaries import places

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="about what root does")

Supervise = Callable[..., Any]
ORDINARY = "65534"  # nobody


@pytest.fixture
def closed(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that only root can enter, and a shelf for what cannot lie in it."""
    shelf = place / "var-lib-regulars"
    monkeypatch.setattr(home, "ELSEWHERE", shelf)
    folder = place / "closed"
    folder.mkdir(mode=0o700)
    return folder


def kept(url: str) -> bool:
    return bool(ask(url, "select to_regclass('kept') is not null"))


def leave_something(url: str) -> None:
    ask(url, "create table kept ()")


def ask(url: str, statement: str) -> object:
    async def asked() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(asked())


def test_an_ordinary_user_runs_the_server_as_himself(
    ordinary_place: Path, supervise: Supervise
) -> None:
    supervisor = supervise(ordinary_place / "pg", user=ORDINARY)
    pid = supervisor.outcome()["pid"]
    owner = ordinary_place.stat().st_uid
    assert owner != 0
    assert Path(f"/proc/{pid}").stat().st_uid == owner
    for name in ("", "data", "socket"):
        there = (ordinary_place / "pg" / name).stat()
        assert (there.st_uid, there.st_mode & 0o777) == (owner, 0o700)


@pytest.fixture
def groups_of_root() -> Iterator[list[int]]:
    """Have more groups than one, as root has on most machines."""
    before = os.getgroups()
    os.setgroups([0, 4])
    yield [0, 4]
    os.setgroups(before)


@as_root
def test_root_runs_the_server_as_an_ordinary_user(place: Path, groups_of_root: list[int]) -> None:
    with EmbeddedPostgres.start(place / "pg") as server:
        owner = (place / "pg/data").stat().st_uid
        assert owner != 0
        assert Path(f"/proc/{server.pid}").stat().st_uid == owner
        groups = Path(f"/proc/{server.pid}/status").read_text()
        assert "\nGroups:\t \n" in groups, "none of root's groups are left"


@as_root
def test_root_manages_in_a_folder_whose_owner_has_no_name_here(place: Path) -> None:
    os.chown(place, 54321, 54321)
    with EmbeddedPostgres.start(place / "pg") as server:
        assert not kept(server.url)


@as_root
def test_root_and_the_owner_of_a_folder_can_take_turns(
    ordinary_place: Path, supervise: Supervise
) -> None:
    with EmbeddedPostgres.start(ordinary_place / "pg") as server:
        leave_something(server.url)
    supervisor = supervise(ordinary_place / "pg", user=ORDINARY)
    assert kept(supervisor.outcome()["url"])
    supervisor.leave()
    with EmbeddedPostgres.start(ordinary_place / "pg") as server:
        assert kept(server.url)


@as_root
def test_below_a_closed_folder_the_data_lies_elsewhere_and_the_folder_stays_closed(
    closed: Path,
) -> None:
    with EmbeddedPostgres.start(closed / "pg") as server:
        leave_something(server.url)
        elsewhere = server.folder
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "pg/location").read_text().strip() == str(elsewhere)
    with EmbeddedPostgres.start(closed / "pg") as server:
        assert server.folder == elsewhere
        assert kept(server.url)


@as_root
def test_a_copy_of_a_folder_does_not_share_the_data_of_its_original(closed: Path) -> None:
    with EmbeddedPostgres.start(closed / "pg"):
        shutil.copytree(closed / "pg", closed / "copy")
    with pytest.raises(FolderCopied, match="begin with an empty database"):
        EmbeddedPostgres.start(closed / "copy")
    shutil.rmtree(closed / "copy")


@as_root
def test_a_folder_that_was_moved_keeps_its_data_and_leaves_its_place(closed: Path) -> None:
    with EmbeddedPostgres.start(closed / "pg") as server:
        leave_something(server.url)
    (closed / "pg").rename(closed / "moved")
    for _ in range(2):
        with EmbeddedPostgres.start(closed / "moved") as server:
            assert kept(server.url)
        with EmbeddedPostgres.start(closed / "pg") as server:
            assert not kept(server.url)


@as_root
def test_erasing_takes_away_what_lies_elsewhere(closed: Path) -> None:
    with EmbeddedPostgres.start(closed / "pg") as server:
        elsewhere = server.folder
    erase(closed / "pg")
    assert not elsewhere.exists()
    assert not (closed / "pg").exists()


@as_root
def test_binaries_below_a_closed_folder_are_copied_and_the_folder_stays_closed(
    closed: Path, folder: Path
) -> None:
    installed = next(places()).parent
    inside = closed / "site-packages/embedded_postgres/pginstall"
    shutil.copytree(installed, inside, symlinks=True)
    libraries = installed.parent.with_name("embedded_postgres.libs")
    shutil.copytree(libraries, closed / "site-packages" / libraries.name)
    for _ in range(2):
        with EmbeddedPostgres.start(folder, binaries=inside / "bin") as server:
            program = Path(f"/proc/{server.pid}/exe").readlink()
            assert program.is_relative_to(folder / "binaries")
    assert len(list((folder / "binaries").iterdir())) == 1, "copied once"
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_data_that_root_put_back_from_a_backup_is_given_to_the_server(folder: Path) -> None:
    for path in [folder / "data", *(folder / "data").rglob("*")]:
        os.chown(path, 0, 0)
    with EmbeddedPostgres.start(folder) as server:
        assert not kept(server.url)
