"""The start: what the first screen does not need is waited for every morning, with a customer at the desk."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LATER = (
    "alembic",
    "argon2",
    "cryptography",
    "keyring",
    "models.services.attachments",
    "models.services.check",
    "models.services.change_slips",
    "models.services.papers",
    "models.services.quotes",
    "models.store.attachments",
    "models.store.backup",
    "models.store.restoring",
    "pypdfium2",
    "pypinyin",
    "reportlab",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.orm",
)
"""Each costs 10 to 200 ms; a real shop loads keyring and cryptography when its key is asked for."""
_SAY = f"""
import atexit, sys
atexit.register(lambda: print(*sorted(set({LATER!r}) & set(sys.modules)), sep=","))
sys.argv = ["linli", "--shop", sys.argv[1]]
from desktop.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_start_loads_only_what_the_first_screen_needs(made_demo: Path, tmp_path: Path) -> None:
    """The window opens on a shop, takes letters in its search box, and has loaded none of these."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "LINLI_BENCH_START": "1",
        "XDG_STATE_HOME": str(tmp_path),
    }
    ended = subprocess.run(
        [sys.executable, "-c", _SAY, str(made_demo)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said = ended.stdout.splitlines()
    assert (ended.returncode, said[0]) == (0, "ready"), ended.stderr[-2000:]
    assert said[1] == ""
