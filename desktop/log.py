"""The program's log: what it did, never whom it was for. Codes, counts and versions only."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "linli"
MOST_BYTES, KEPT = 512 * 1024, 3


def begin(folder: Path) -> logging.Logger:
    """Write the log to ``folder``; half a megabyte, three files back."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "linli.log", maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger(NAME)
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return logger
