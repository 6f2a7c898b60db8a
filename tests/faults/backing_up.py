"""A backup in a process of its own: ``python -m tests.faults.backing_up SHOP STICK``; says what came of it."""

import json
import sys
from pathlib import Path

from desktop import opening
from models.base.errors import Environment, Refused
from models.store import backup


def main() -> None:
    """Back up, and say the manifest's path or the trouble's code."""
    shop, stick = Path(sys.argv[1]), Path(sys.argv[2])
    key = opening.demo_key(shop)
    assert key is not None
    try:
        made = backup.make(shop, key, stick)
    except (Environment, Refused) as trouble:
        print(json.dumps({"made": "", "said": trouble.code}))
    else:
        print(json.dumps({"made": str(made), "said": ""}), flush=True)


if __name__ == "__main__":
    main()
