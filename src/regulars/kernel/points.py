"""Points: whole numbers, one unit per program."""

from typing import NewType

Points = NewType("Points", int)
