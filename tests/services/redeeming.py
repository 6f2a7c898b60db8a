"""Another process that redeems: started by test_redemptions.py, tells what came of each try.

``python -m tests.services.redeeming FOLDER MEMBER REWARD TRIES``, the file's key in hex on standard input.
"""

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from models.base.clock import ManualClock
from models.base.errors import Environment, Refused
from models.kernel import Kernel, Surroundings
from models.services import redemptions
from models.store.engine import FileKey
from models.store.store import Store
from tests.conftest import MORNING


def main(folder: str, member_id: str, reward_id: str, tries: str) -> None:
    """Redeem so many times at once and print one line for each try."""
    key = FileKey(bytes.fromhex(sys.stdin.readline().strip()))
    clock = ManualClock(MORNING)
    kernel = Kernel(Store(Path(folder), key), around=Surroundings(clock, random.SystemRandom()))

    def attempt(_: int) -> str:
        for _ in range(20):
            try:
                done = kernel.run_keyed(
                    kernel.new_key(), redemptions.redeem, member_id, reward_id
                ).result
            except Refused as refused:
                return f"refused {refused.code} {dict(refused.values)}"
            except Environment:  # the other process is writing for longer than the file waits
                continue
            return f"redeemed {done.number}"
        return "busy"

    print("open", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(int(tries)) as pool:
        for said in pool.map(attempt, range(int(tries))):
            print(said, flush=True)
    kernel.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
