"""When the embedded server cannot come up, a sentence says why and what to do."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from regulars.platform.embedded_postgres import (
    BinariesMissing,
    DiskFull,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    FolderInUse,
    OtherVersion,
    SettingRefused,
    SocketFolderUnsafe,
    erase,
    home,
)
from regulars.platform.embedded_postgres.binaries import look_at, places
from regulars.platform.embedded_postgres.home import find_home

Supervise = Callable[..., Any]
ORDINARY = "65534"  # nobody


def test_data_of_another_version_is_left_alone(folder: Path) -> None:
    (folder / "data/PG_VERSION").write_text("14\n")
    with pytest.raises(OtherVersion, match=r"written by PostgreSQL 14.*Nothing was changed"):
        EmbeddedPostgres.start(folder)
    assert (folder / "data/PG_VERSION").read_text() == "14\n"


async def test_the_data_decides_which_of_several_versions_runs(place: Path) -> None:
    found = {known.major: known for where in places() if (known := look_at(where))}
    for major, binaries in found.items():
        with EmbeddedPostgres.start(place / str(major), binaries=binaries.bin):
            pass
        with EmbeddedPostgres.start(place / str(major)) as server:
            connection = await asyncpg.connect(server.url)
            assert connection.get_server_version().major == major
            assert await connection.fetchval("select lower('É')") == "é"
            await connection.close()


def test_a_folder_that_may_not_be_written_is_refused(
    ordinary_place: Path, supervise: Supervise
) -> None:
    ordinary_place.chmod(0o555)
    refusal = supervise(ordinary_place / "pg", user=ORDINARY).outcome()
    assert refusal["code"] == "embedded_postgres_folder_not_writable"
    assert str(ordinary_place / "pg") in refusal["sentence"]


def test_a_data_folder_that_became_read_only_is_refused(
    ordinary_place: Path, supervise: Supervise
) -> None:
    first = supervise(ordinary_place / "pg", user=ORDINARY)
    first.outcome()
    first.leave()
    (ordinary_place / "pg/data").chmod(0o500)
    refusal = supervise(ordinary_place / "pg", user=ORDINARY).outcome()
    (ordinary_place / "pg/data").chmod(0o700)
    assert refusal["code"] == "embedded_postgres_folder_not_writable"


def test_a_file_in_place_of_the_folder_is_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "ELSEWHERE", place / "elsewhere")
    (place / "pg").write_text("not a folder")
    with pytest.raises(EmbeddedPostgresError, match="choose another folder"):
        EmbeddedPostgres.start(place / "pg")
    assert [path.name for path in place.iterdir()] == ["pg"]


def test_a_first_start_without_room_leaves_nothing_behind(
    place: Path, supervise: Supervise
) -> None:
    refusal = supervise(place / "pg", 1 << 20).outcome()
    assert refusal["code"] == "embedded_postgres_disk_full"
    assert {path.name for path in (place / "pg").iterdir()} == {"lock"}


def test_a_full_disk_is_refused_and_no_obstacle_once_there_is_room(
    on_small_disk: Path, fill: Callable[[Path], Path]
) -> None:
    filler = fill(on_small_disk.parent)
    with pytest.raises(DiskFull, match="Free some space"):
        EmbeddedPostgres.start(on_small_disk)
    filler.unlink()
    with EmbeddedPostgres.start(on_small_disk) as server:
        assert server.owned


def test_a_setting_that_the_server_does_not_know_is_named(folder: Path) -> None:
    with pytest.raises(SettingRefused, match="shared_bufers"):
        EmbeddedPostgres.start(folder, settings={"shared_bufers": "128MB"})


def test_a_setting_with_a_wrong_value_is_named(folder: Path) -> None:
    with pytest.raises(SettingRefused, match=r"shared_buffers.*lots"):
        EmbeddedPostgres.start(folder, settings={"shared_buffers": "lots"})


def test_a_folder_without_postgresql_is_refused_as_binaries(place: Path) -> None:
    with pytest.raises(BinariesMissing, match=str(place)):
        EmbeddedPostgres.start(place / "pg", binaries=place)


def test_a_refused_start_gives_the_folder_free(folder: Path) -> None:
    with pytest.raises(SettingRefused):
        EmbeddedPostgres.start(folder, settings={"shared_buffers": "lots"})
    with EmbeddedPostgres.start(folder) as server:
        assert server.owned


@pytest.fixture
def deep(place: Path) -> Iterator[Path]:
    """A folder whose path is too long for a socket."""
    folder = place / ("long-" * 20) / "pg"
    yield folder
    erase(folder)


def test_a_long_path_puts_the_socket_elsewhere_for_its_owner_only(deep: Path) -> None:
    with EmbeddedPostgres.start(deep) as server:
        sockets = find_home(deep).sockets
        assert str(sockets) in server.url
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert sockets.stat().st_uid == (deep / "data").stat().st_uid


def test_a_socket_folder_that_others_can_open_is_refused(deep: Path) -> None:
    sockets = find_home(deep).sockets
    sockets.mkdir()
    sockets.chmod(0o777)
    try:
        with pytest.raises(SocketFolderUnsafe, match=str(sockets)):
            EmbeddedPostgres.start(deep)
    finally:
        sockets.rmdir()


def test_erasing_takes_data_and_socket_away(deep: Path) -> None:
    with EmbeddedPostgres.start(deep), pytest.raises(FolderInUse, match="running"):
        erase(deep)
    sockets = find_home(deep).sockets
    erase(deep)
    assert not deep.exists()
    assert not sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user without a name")
def test_a_user_without_a_name_is_told_what_to_do(place: Path, supervise: Supervise) -> None:
    os.chown(place, 54321, 54321)
    refusal = supervise(place / "pg", user="54321").outcome()
    assert refusal["code"] == "embedded_postgres_no_account"
    assert "54321" in refusal["sentence"]
