"""``linli`` and ``python -m desktop``: a command runs it, no command opens the window."""

import sys

from desktop.paths import default_shop


def main(argv: list[str] | None = None) -> int:
    """Run what the command line says and return the exit code."""
    words = sys.argv[1:] if argv is None else argv
    if not words:  # the commonest start of all needs no parser
        from desktop.app import open_window

        return open_window(default_shop())
    # Imported here: the window starts without what the commands need, and they without Qt.
    from desktop import cli

    code = cli.run(words)
    if code is not None:
        return code
    from desktop.app import open_window

    return open_window(cli.shop_folder(words))


if __name__ == "__main__":
    sys.exit(main())
