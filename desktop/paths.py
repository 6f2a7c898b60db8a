"""Where things lie on this computer, by the platform's own convention."""

from pathlib import Path

import platformdirs

import migrations

APP = "LinLiDesk"


def default_shop() -> Path:
    """The folder of this person's shop."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "shop"


def logs() -> Path:
    """The folder of the log and of crash reports."""
    return Path(platformdirs.user_log_dir(APP, appauthor=False))


def migration_steps() -> Path:
    """The folder of the migration steps, found from source and frozen alike."""

    return Path(migrations.__file__).parent
