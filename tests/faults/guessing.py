"""One guess at a PIN in a process of its own, as a till would make it; made to be ended at any moment.

``python -m tests.faults.guessing SHOP PERSON PIN STAMP``: says "looked" just before the PIN is looked at, and then
what came of it. STAMP is the computer's monotonic clock in milliseconds.
"""

import json
import sys
from pathlib import Path

from desktop import opening
from models.base.errors import Refused
from models.rules.sign_in import StoredPin
from models.session import Session


class _Telling(Session):
    """A session that says when it looks."""

    def _fits(self, digits: str, kept: StoredPin) -> bool:
        print("looked", flush=True)
        return super()._fits(digits, kept)


def main() -> None:
    """Guess once."""
    shop, person, pin, stamp = sys.argv[1:]
    key = opening.demo_key(Path(shop))
    assert key is not None
    kernel = opening.open_shop(Path(shop), key)
    session = _Telling(kernel, clock=lambda: int(stamp))
    try:
        session.sign_in(person, pin)
        said = "in"
    except Refused as refused:
        said = refused.code
    kernel.close()
    print(json.dumps({"said": said}))


if __name__ == "__main__":
    main()
