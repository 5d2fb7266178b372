"""The command line: `regulars`, or `python -m regulars`."""

import os

from regulars.platform.process import PARENT, end_with


def main() -> None:
    if parent := os.environ.pop(PARENT, ""):
        end_with(int(parent))
    # Imported here, since each process of the web server loads this file again.
    from regulars import wiring  # noqa: PLC0415
    from regulars.faces.cli.app import main  # noqa: PLC0415

    main(wiring.commands())


if __name__ == "__main__":
    main()
