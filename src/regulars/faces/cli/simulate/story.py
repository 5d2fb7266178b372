"""What happened, in the order in which it did: to be told when something is wrong."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

DRAWN = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
"""Codes are drawn unguessably, and so differ from run to run."""


@dataclass
class Story:
    """`digest` is the same for two runs in which the same happened.

    Lines name people, tables and amounts and never ids, which differ from run to run.
    """

    zone: ZoneInfo
    lines: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    trouble: Counter[str] = field(default_factory=Counter)

    def tell(self, at: datetime, who: str, what: str) -> None:
        line = f"{at.astimezone(self.zone):%d %b %H:%M:%S}  {who:<13} {what}"
        self.lines.append(DRAWN.sub("····-····", line))

    def count(self, what: str, times: int = 1) -> None:
        """One more sale, redemption, refund …"""
        self.tally[what] += times

    def went_wrong(self, kind: str) -> None:
        """One more fault of that kind was let loose."""
        self.trouble[kind] += 1

    def last(self, number: int) -> list[str]:
        return self.lines[-number:]

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]
