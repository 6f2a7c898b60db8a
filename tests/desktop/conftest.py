"""A demonstration shop for each test, copied from one made once, and a computer without a keyring."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop import demo, secrets
from desktop.keeping import ShopKeeping
from models.base.errors import Environment
from tests.services.test_attachments import photo
from tests.shopkeeping import Shop
from views import texts

UNTIL = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)
"""10:42 on the day of the pictures."""


class NoKeyring:
    """A computer without a safe keyring."""

    def read(self, name: str) -> str | None:
        """Nothing can be read."""
        raise Environment("keyring.absent", name=name)

    def write(self, name: str, secret: str) -> None:
        """Nothing can be kept."""
        raise Environment("keyring.absent", name=name, size=len(secret))

    def forget(self, name: str) -> None:
        """Nothing is there."""


@pytest.fixture
def unready(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window does not get ready by itself: on a slow computer it would before the test is."""
    monkeypatch.setattr("desktop.app.LATER_MS", 3_600_000)


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration shop; nobody writes to it."""
    folder = tmp_path_factory.mktemp("demo") / "shop"
    demo.build(folder, members=25, years=0.25, seed=3, until=UNTIL)
    return folder


@pytest.fixture
def demo_folder(made_demo: Path, tmp_path: Path) -> Path:
    """This test's own copy of it, closed."""
    return Path(shutil.copytree(made_demo, tmp_path / "demo"))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where a stick is plugged in."""
    folder = tmp_path / "drives" / "E"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def keeper(shop: Shop, stick: Path) -> ShopKeeping:
    """Backups of a shop with two photos, onto a stick that is kept."""
    member = shop.member()
    job = shop.job(member.id)
    photo(shop, job.id, b"one" * 400_000)
    photo(shop, job.id, b"two")
    made = ShopKeeping(shop.kernel, plugged=lambda: (stick,))
    made.add_place(stick, "红 U 盘")
    return made


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(secrets, "Keyring", NoKeyring)
    monkeypatch.delenv("LINLI_PASSPHRASE", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    texts.set_language("zh")
