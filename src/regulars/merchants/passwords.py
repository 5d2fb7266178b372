"""Passwords: hashed with Argon2, away from the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Hashing is dear on purpose. Two at a time leave the machine to the tills in a flood of sign-ins.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
# OWASP's figures for Argon2id where memory is shared with other work.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


async def hash_password(password: str) -> str:
    """What to keep in place of `password`."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is the one behind `kept`. Takes as long when there is nothing kept."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _matches, kept, password)


def _matches(kept: str | None, password: str) -> bool:
    try:
        _hasher.verify(kept or _of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _of_nobody() -> str:
    return _hasher.hash("nobody's password")
