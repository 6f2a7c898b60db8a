"""One of everything, for the tests that try each use case in turn."""

from typing import Any

import pytest

from tests.services.calls import Stage
from tests.services.life import Life
from tests.shopkeeping import Shop


@pytest.fixture
def stage(shop: Shop) -> Stage:
    """One of everything, on a file that does not wait for the disk."""
    with shop.kernel.store.writer.connect() as connection:
        bare: Any = connection.connection.driver_connection
        bare.execute("PRAGMA synchronous=OFF")
    return Stage(shop)


@pytest.fixture
def life(shop: Shop) -> Life:
    """A whole life in the shop's file, every job paid and closed."""
    made = Life(shop)
    made.finish_all()
    return made
