"""``make run``: the window on a demonstration shop; without a display, one customer worked on a virtual one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from desktop import cli, opening

MEMBERS, YEARS, SEED = 300, 1, 20260611


def main() -> int:
    """Make the demonstration shop where it is missing, then show it."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/demo-shop")
    if not opening.exists(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = cli.run(
            [
                "demo",
                str(folder),
                "--members",
                str(MEMBERS),
                "--years",
                str(YEARS),
                "--seed",
                str(SEED),
            ]
        )
        if made != 0:
            return made or 1
    if has_display():
        # Qt takes 0.1 s to import and a machine without a display never needs it here.
        from desktop.app import open_window

        return open_window(folder)
    return walk_through(folder)


def has_display() -> bool:
    """Whether a window could be seen on this computer."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def walk_through(folder: Path) -> int:
    """Work one walk-in customer on a virtual display and leave pictures and papers in build/pictures."""
    command = [sys.executable, "-m", "tests.walk_through", str(folder), "build/pictures"]
    if shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", *command]
        environment = dict(os.environ)
    else:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
