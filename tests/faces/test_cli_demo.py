"""Promises of `regulars demo` before it starts anything: what it refuses, and what it removes."""

import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.faces.command_line import CommandLine

from regulars.faces.cli.demo import folder as folders


@pytest.fixture
def regulars(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine({}, capsys)


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def a_demo_in(folder: Path) -> None:
    """A folder as a demo left it."""
    folder.mkdir(exist_ok=True)
    (folder / "postgres").mkdir()
    (folder / "till.json").write_text("{}")
    kept = msgspec.structs.replace(folders.new_demo(1, fresh=False), seeded=True)
    folders.write_kept(folder, kept)


def test_a_second_demo_in_the_same_folder_is_refused(regulars: CommandLine, tmp_path: Path) -> None:
    with folders.alone(tmp_path):
        assert regulars.run("demo", "--data-dir", str(tmp_path)) == 1

    assert "already" in regulars.complained


def test_facts_of_a_demo_that_was_killed_are_taken_back_first(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("{}")

    with folders.alone(tmp_path):
        assert not (tmp_path / "demo.json").exists()


def test_another_seed_needs_a_reset(regulars: CommandLine, tmp_path: Path) -> None:
    a_demo_in(tmp_path)

    assert regulars.run("demo", "--data-dir", str(tmp_path), "--seed", "7") == 1
    assert "--reset" in regulars.complained


@pytest.mark.parametrize("option", ["--port", "--till-port"])
def test_a_port_that_was_asked_for_is_not_replaced(
    regulars: CommandLine, tmp_path: Path, busy_port: int, option: str
) -> None:
    assert regulars.run("demo", "--data-dir", str(tmp_path), option, str(busy_port)) == 1
    assert f"port {busy_port}" in regulars.complained


def test_a_hub_that_is_no_demo_is_left_alone(regulars: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "precious").write_text("of another hub")

    for arguments in ((), ("--reset",)):
        assert regulars.run("demo", "--data-dir", str(tmp_path), *arguments) == 1
        assert "is no demo" in regulars.complained
    assert (tmp_path / "postgres" / "precious").exists()


def test_a_reset_removes_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    a_demo_in(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")

    folders.remove(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_what_a_demo_keeps_is_for_its_owner_alone(tmp_path: Path) -> None:
    a_demo_in(tmp_path)

    assert (tmp_path / "demo-settings.json").stat().st_mode & 0o777 == 0o600
