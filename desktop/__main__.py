"""``linli`` and ``python -m desktop``: a command runs it, no command opens the window."""

import gc
import sys
from pathlib import Path

from desktop.paths import default_shop


def main(argv: list[str] | None = None) -> int:
    """Run what the command line says and return the exit code."""
    words = sys.argv[1:] if argv is None else argv
    if not words:  # the commonest start of all needs no parser
        return _window(default_shop())
    # Imported here: the window starts without what the commands need, and they without Qt.
    from desktop import cli

    code = cli.run(words)
    return _window(cli.shop_folder(words)) if code is None else code


def _window(folder: Path) -> int:
    # Imports make many objects and no garbage; looking for it is a tenth of a start. The window collects by
    # its own timer on its own thread (desktop/garbage.py).
    gc.disable()
    from desktop.app import open_window

    return open_window(folder)


if __name__ == "__main__":
    sys.exit(main())
