"""Finds the browser for the journeys: Debian's Chromium, or the one that CHROMIUM names."""

import os
import shutil
import subprocess
import sys

COMPLAIN = "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))"
"""What axe has against a page. All that it has nothing against would take longer to tell."""


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if shutil.which(named) else None
    return next(
        (
            path
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )


def install() -> None:
    """Install Debian's Chromium where that can be done without asking anybody."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "The browser journeys need Chromium. Install your system's `chromium` package, "
            "or set CHROMIUM to the browser's path, and run `make test` again."
        )
    print("Installing Chromium for the browser journeys …", flush=True)  # noqa: T201
    subprocess.run(["apt-get", "update", "-qq"], check=True)  # noqa: S607
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True)  # noqa: S607


if __name__ == "__main__":
    if find() is None:
        install()
