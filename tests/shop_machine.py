"""What every state machine over a shop's real file begins and ends with."""

import gc
import itertools
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from desktop import opening
from models.base.clock import ManualClock
from models.kernel import Kernel, Surroundings
from models.services import check
from models.store.engine import FileKey
from tests.conftest import MORNING
from tests.shopkeeping import Shop

COLLECTED_AFTER = 20
"""Nothing collects garbage within a test (tests/conftest.py), and thousands of closed shops fill the memory."""
_runs = itertools.count(1)


class ShopMachine(RuleBasedStateMachine):
    """One shop on a copy of the template's encrypted file, which does not wait for the disk."""

    template: Path
    key: FileKey

    def __init__(self) -> None:
        super().__init__()
        self._home = Path(tempfile.mkdtemp(prefix="machine-"))
        folder = Path(shutil.copytree(self.template, self._home / "shop"))
        self.clock = ManualClock(MORNING)
        self.kernel: Kernel = opening.open_shop(
            folder, self.key, around=Surroundings(self.clock, random.Random(5))
        )
        with self.kernel.store.writer.connect() as connection:
            bare: Any = connection.connection.driver_connection
            bare.execute("PRAGMA synchronous=OFF")
        self.shop = Shop(self.kernel, self.clock)

    def teardown(self) -> None:
        """Every invariant of ``linli check`` holds at the end."""
        try:
            report = self.kernel.ask(check.check)
            assert report.sound, [finding for finding in report.findings if finding.broken]
        finally:
            self.kernel.close()
            shutil.rmtree(self._home)
            if next(_runs) % COLLECTED_AFTER == 0:
                gc.collect()
