"""Terms as they are kept: JSON that never changes."""

from functools import lru_cache

import msgspec

from regulars.programs.earning.model import Terms


@lru_cache(maxsize=256)
def terms_from(text: str) -> Terms:
    """Terms from their JSON. Every sale reads some, nearly always the same: kept by the text."""
    return msgspec.json.decode(text, type=Terms)
