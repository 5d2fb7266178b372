"""A program that runs an embedded PostgreSQL until its input ends, or until it is killed.

It prints one JSON object a line: `{"doing": sentence}` on the way, then either
`{"url": …, "owned": …, "pid": …}` or `{"code": …, "sentence": …}`.
"""

import json
import resource
import sys
from pathlib import Path

from regulars.platform.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError


def say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main(folder: Path, largest_file: int | None = None) -> None:
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    try:
        server = EmbeddedPostgres.start(folder, on_progress=lambda doing: say(doing=doing))
    except EmbeddedPostgresError as error:
        say(code=error.code, sentence=error.sentence)
        return
    with server:
        say(url=server.url, owned=server.owned, pid=server.pid)
        sys.stdin.read()


main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
