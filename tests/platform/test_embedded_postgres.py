"""The embedded server comes up, keeps what it confirmed, and has one owner."""

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.embedded_postgres.binaries import find_binaries
from regulars.platform.embedded_postgres.conversation import answers
from regulars.platform.embedded_postgres.home import SOCKET, find_home
from regulars.platform.embedded_postgres.leftovers import is_server_of

Supervise = Callable[..., Any]


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres.start(folder) as server:
        yield server


async def ask(url: str, question: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def ask_until_answered(url: str, question: str) -> Any:
    async with asyncio.timeout(30):
        while True:
            try:
                return await ask(url, question)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.01)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  nobody can tell us: it comes about elsewhere
            await asyncio.sleep(0.005)


class Writers:
    """Several connections that commit rows as fast as they can and note which were confirmed."""

    def __init__(self, url: str, count: int = 4) -> None:
        self.url = url
        self.confirmed: list[int] = []
        self._tasks = [asyncio.create_task(self._write(number)) for number in range(count)]

    async def _write(self, number: int) -> None:
        connection = await asyncpg.connect(self.url)
        for row in range(number * 1_000_000, (number + 1) * 1_000_000):
            await connection.execute("insert into kept values ($1)", row)
            self.confirmed.append(row)

    async def have_written(self, rows: int) -> None:
        goal = len(self.confirmed) + rows
        await until(lambda: len(self.confirmed) >= goal)

    async def all_cut_off(self) -> None:
        async with asyncio.timeout(30):
            outcomes = await asyncio.gather(*self._tasks, return_exceptions=True)
        assert all(isinstance(outcome, Exception) for outcome in outcomes)

    async def lost(self) -> set[int]:
        stored = await ask_until_answered(self.url, "select array_agg(row) from kept")
        return set(self.confirmed) - set(stored)


def kill_postmaster(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def kill_all_of_it(pid: int) -> None:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for process in [pid, *map(int, children)]:
        os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("kill", [kill_postmaster, kill_all_of_it])
async def test_nothing_confirmed_is_lost_when_the_server_is_killed(
    server: EmbeddedPostgres, kill: Callable[[int], None]
) -> None:
    await ask(server.url, "create table kept (row int primary key)")
    writers = Writers(server.url)
    await writers.have_written(300)
    assert server.pid
    kill(server.pid)
    await writers.all_cut_off()
    assert await writers.lost() == set()


async def test_nothing_confirmed_is_lost_when_the_program_is_killed(
    folder: Path, supervise: Supervise
) -> None:
    supervisor = supervise(folder)
    url = supervisor.outcome()["url"]
    await ask(url, "create table kept (row int primary key)")
    writers = Writers(url)
    await writers.have_written(300)
    supervisor.kill()
    await writers.all_cut_off()
    with EmbeddedPostgres.start(folder) as server:
        assert server.url == url
        assert await writers.lost() == set()


async def test_a_start_waits_for_the_last_children_of_a_killed_server(
    folder: Path, supervise: Supervise
) -> None:
    supervisor = supervise(folder)
    was = supervisor.outcome()
    connection = await asyncpg.connect(was["url"])
    child = await connection.fetchval("select pg_backend_pid()")
    os.kill(child, signal.SIGSTOP)
    supervisor.kill()
    kill_postmaster(was["pid"])
    starting = asyncio.create_task(asyncio.to_thread(EmbeddedPostgres.start, folder))
    await until(lambda: "is still in use" in (folder / "server.log").read_text())
    os.kill(child, signal.SIGKILL)
    connection.terminate()
    with await starting as server:
        assert await ask(server.url, "select 1") == 1


async def test_nothing_confirmed_is_lost_when_the_disk_fills_up(on_small_disk: Path) -> None:
    spare = on_small_disk.parent / "spare"
    spare.write_bytes(bytes(32 << 20))
    with EmbeddedPostgres.start(on_small_disk) as server:
        await ask(server.url, "create table kept (load text)")
        confirmed = await write_until_refused(server.url)
    spare.unlink()
    with EmbeddedPostgres.start(on_small_disk) as server:
        assert await ask(server.url, "select count(*) from kept") >= confirmed > 0


async def write_until_refused(url: str) -> int:
    """Insert rows until there is no room for one more; how many were confirmed."""
    writer = await asyncpg.connect(url)
    row = (
        "insert into kept select string_agg(md5(random()::text), '') from generate_series(1, 9999)"
    )
    confirmed = 0
    try:
        while True:
            await writer.execute(row)
            confirmed += 1
    except (asyncpg.PostgresError, OSError):
        return confirmed
    finally:
        writer.terminate()


async def test_a_server_that_cannot_come_back_says_why_and_comes_back_once_it_can(
    server: EmbeddedPostgres, folder: Path
) -> None:
    spoilt = folder / "data/postgresql.auto.conf"
    spoilt.write_text("nonsense = yes\n")
    assert server.pid
    kill_postmaster(server.pid)
    await until(lambda: server.poll() is not None)
    assert "configuration file" in str(server.poll())
    spoilt.write_text("")
    assert await ask_until_answered(server.url, "select 1") == 1
    await until(lambda: server.poll() is None)


def test_no_server_outlives_its_program(folder: Path, supervise: Supervise) -> None:
    supervisor = supervise(folder)
    pid = supervisor.outcome()["pid"]
    supervisor.kill()
    with EmbeddedPostgres.start(folder) as server:
        assert server.pid != pid
        assert not is_server_of(folder / "data", pid)


async def test_data_is_kept_from_one_start_to_the_next(place: Path) -> None:
    with EmbeddedPostgres.start(place / "pg") as server:
        await ask(server.url, "create table kept (row int)")
    with EmbeddedPostgres.start(place / "pg") as server:
        assert await ask(server.url, "select count(*) from kept") == 0


async def test_the_database_suits_any_language(server: EmbeddedPostgres) -> None:
    assert await ask(server.url, "select current_user || ' ' || current_database()") == (
        "regulars regulars"
    )
    assert await ask(server.url, "show server_encoding") == "UTF8"
    assert await ask(server.url, "select lower('ÉΩ')") == "éω"
    assert await ask(server.url, "select 'B' < 'a'"), "sorted by code point on every machine"


async def test_only_a_login_that_succeeds_counts_as_an_answer(server: EmbeddedPostgres) -> None:
    sockets = find_home(server.folder).sockets
    assert answers(sockets)
    await ask(server.owner_url, "alter role regulars nologin")
    assert not answers(sockets)


async def test_commits_wait_for_the_disk(server: EmbeddedPostgres) -> None:
    for guarantee in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert await ask(server.url, f"show {guarantee}") == "on"


async def test_settings_that_are_handed_in_win(folder: Path) -> None:
    with EmbeddedPostgres.start(folder, settings={"max_connections": "17"}) as server:
        assert await ask(server.url, "show max_connections") == "17"


async def test_nobody_else_can_reach_the_socket(server: EmbeddedPostgres, folder: Path) -> None:
    assert (folder / "socket").stat().st_mode & 0o777 == 0o700
    assert await ask(server.url, "show listen_addresses") == ""


async def test_of_two_starts_at_once_one_owns_the_server_and_the_other_uses_it(
    place: Path, supervise: Supervise
) -> None:
    both = [supervise(place / "pg"), supervise(place / "pg")]
    outcomes = [supervisor.outcome() for supervisor in both]
    assert sorted(outcome["owned"] for outcome in outcomes) == [False, True]
    assert outcomes[0]["url"] == outcomes[1]["url"]
    assert await ask(outcomes[0]["url"], "select 1") == 1


@pytest.mark.parametrize("parting", ["leave", "kill"])
async def test_when_the_owner_goes_the_other_process_takes_over(
    folder: Path, supervise: Supervise, parting: str
) -> None:
    owner = supervise(folder)
    owner.outcome()
    with EmbeddedPostgres.start(folder) as other:
        assert not other.owned
        getattr(owner, parting)()
        assert await ask_until_answered(other.url, "select 1") == 1
        await until(lambda: other.owned)
        assert await ask_until_answered(other.url, "select 1") == 1


async def test_leaving_a_server_of_another_process_does_not_stop_it(
    server: EmbeddedPostgres, folder: Path, supervise: Supervise
) -> None:
    other = supervise(folder)
    assert not other.outcome()["owned"]
    other.leave()
    assert await ask(server.url, "select 1") == 1


async def test_the_server_outlives_the_thread_that_asked_for_it(folder: Path) -> None:
    servers: list[EmbeddedPostgres] = []
    asker = threading.Thread(target=lambda: servers.append(EmbeddedPostgres.start(folder)))
    asker.start()
    asker.join()
    with servers[0] as server:
        pid = server.pid
        assert await ask(server.url, "select 1") == 1
        assert server.pid == pid


def test_a_pid_that_now_belongs_to_another_program_is_overlooked(folder: Path) -> None:
    with EmbeddedPostgres.start(folder):
        noted = (folder / "data/postmaster.pid").read_text().splitlines()
    owner = (folder / "data").stat()
    bystander = subprocess.Popen(
        ["/bin/sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None
    )
    try:
        own_number = "\n".join([str(bystander.pid), *noted[1:], ""])
        (folder / "data/postmaster.pid").write_text(own_number)
        (folder / "socket" / f"{SOCKET}.lock").write_text(own_number)
        with EmbeddedPostgres.start(folder) as server:
            assert server.owned
        assert bystander.poll() is None, "the other program is left alone"
    finally:
        bystander.kill()
        bystander.wait()


@pytest.mark.parametrize("left", ["", "\n", "12"])
def test_a_pid_file_cut_short_by_a_crash_is_no_obstacle(folder: Path, left: str) -> None:
    with EmbeddedPostgres.start(folder):
        pass
    (folder / "data/postmaster.pid").write_text(left)
    (folder / "socket" / f"{SOCKET}.lock").write_text(left)
    with EmbeddedPostgres.start(folder) as server:
        assert server.owned


def test_a_server_that_nobody_supervises_gives_way(folder: Path) -> None:
    with EmbeddedPostgres.start(folder):
        pass
    home = find_home(folder)
    program = find_binaries(home, None).program("postgres")
    alone: list[str | Path] = [program, "-D", home.data, "-clisten_addresses=", f"-k{home.sockets}"]
    orphan = subprocess.Popen(home.account.command(*alone), stderr=subprocess.DEVNULL)
    while not (home.data / "postmaster.pid").exists():
        assert orphan.poll() is None
    with EmbeddedPostgres.start(folder) as server:
        assert orphan.wait(timeout=10) == 0
        assert server.owned


def test_a_first_start_that_is_killed_leaves_no_half_made_data(
    place: Path, supervise: Supervise
) -> None:
    supervisor = supervise(place / "pg")
    assert supervisor.next_words()["doing"].startswith("Making")
    supervisor.kill()
    assert not (place / "pg/data").exists()
    with EmbeddedPostgres.start(place / "pg") as server:
        assert server.owned
    assert not list((place / "pg").glob("data.begun-*"))


def test_stopping_twice_is_stopping_once(folder: Path) -> None:
    server = EmbeddedPostgres.start(folder)
    server.stop()
    server.stop()
    assert not server.owned
    assert not (folder / "data/postmaster.pid").exists()
