"""A business that simulations begin with, on the server of the tests."""

from collections.abc import Iterator

import pytest

from regulars import wiring
from regulars.faces.cli.deps import Stage
from regulars.faces.cli.simulate.lane import Ground, Server, ground


@pytest.fixture(scope="session")
def stage() -> Stage:
    return wiring.commands().stage


@pytest.fixture(scope="session")
def business_ground(stage: Stage, server_url: str) -> Iterator[Ground]:
    with ground(stage, Server(server_url)) as made:
        yield made
