"""A shop for each test, copied from a template founded once: real, encrypted SQLite."""

import gc
import os
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from desktop import opening
from models.base.clock import ManualClock, SystemClock
from models.kernel import Kernel, Surroundings
from models.services.shop import ShopDetails
from models.store.engine import FileKey
from tests.shopkeeping import Shop

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.counter"]

settings.register_profile(
    "shop",
    deadline=None,
    max_examples=int(os.environ.get("LINLI_EXAMPLES", "60")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("shop")

PASSPHRASE = "清河路的老槐树 92"
MORNING = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)
"""10:42 in the shop, on the day of the pictures."""

DETAILS = ShopDetails(
    name="邻里家电 清河路店",
    address="清河路 92 号",
    phone="010-5550 8600",
    complaint_phone="010-5550 8601",
    hours="每天 8:30 到 19:00",
)


@pytest.fixture(autouse=True)
def _collected_here(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect garbage between tests and on this thread only, as the window does (desktop/garbage.py)."""
    gc.disable()
    yield
    _since[0] += 1
    if "qapp" in request.fixturenames or _since[0] >= 40:
        _since[0] = 0
        gc.collect()


_since = [0]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FileKey, str]:
    """A founded, closed shop, its key and its paper key. Nobody writes to it."""
    folder = tmp_path_factory.mktemp("template") / "shop"
    founded = opening.found(
        folder,
        DETAILS,
        trade="repair",
        owner="何玉梅",
        passphrase=PASSPHRASE,
        around=Surroundings(ManualClock(MORNING), random.Random(1)),
    )
    key = founded.kernel.store.key
    founded.kernel.close()
    return folder, key, founded.paper_key


@pytest.fixture
def clock() -> ManualClock:
    """The shop's clock, standing at 10:42 until it is moved."""
    return ManualClock(MORNING)


@pytest.fixture(autouse=True)
def _computer(clock: ManualClock) -> Iterator[None]:
    """This computer's clock is the shop's, so that no test of this process goes by the real day or hour.

    Commands and windows that take the computer's own clock see what the test set.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SystemClock, "now", lambda _: clock.now())
        yield


@pytest.fixture
def folder(template: tuple[Path, FileKey, str], tmp_path: Path) -> Path:
    """This test's own copy of the founded shop, closed."""
    return Path(shutil.copytree(template[0], tmp_path / "shop"))


@pytest.fixture
def key(template: tuple[Path, FileKey, str]) -> FileKey:
    """The key of the template and of every copy of it."""
    return template[1]


@pytest.fixture
def paper_key(template: tuple[Path, FileKey, str]) -> str:
    """The paper key of the template."""
    return template[2]


@pytest.fixture
def kernel(folder: Path, key: FileKey, clock: ManualClock) -> Iterator[Kernel]:
    """The door to this test's shop, signed in as its owner."""
    opened = opening.open_shop(folder, key, around=Surroundings(clock, random.Random(7)))
    yield opened
    opened.close()


@pytest.fixture
def shop(kernel: Kernel, clock: ManualClock) -> Shop:
    """This test's shop with a price list and two technicians."""
    return Shop(kernel, clock)
