"""The shops that faults happen to: founded once, copied for each try, with sales and members in them."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop import opening
from models.base.clock import ManualClock
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.rules.jobs import Step
from models.services import check
from models.services.shop import ShopDetails
from models.store.engine import FileKey
from models.store.work import View
from tests.faults.disk import ROOT
from tests.shopkeeping import Shop

PASSPHRASE = "清河路的老槐树 92"
MORNING = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)
DETAILS = ShopDetails(
    name="邻里家电 清河路店",
    address="清河路 92 号",
    phone="010-5550 8600",
    complaint_phone="010-5550 8601",
    hours="每天 8:30 到 19:00",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A closed shop nobody writes to, and what opens it."""

    folder: Path
    key: FileKey
    paper_key: str

    def copy(self, to: Path) -> Path:
        """A copy to be broken."""
        return Path(shutil.copytree(self.folder, to))


def demonstration(folder: Path, *, members: int = 12, sales: int = 12) -> Place:
    """A demonstration shop: its key lies beside it, so that a child opens it at once."""
    around = Surroundings(ManualClock(MORNING), random.Random(11))
    place = folder / "demo"
    kernel = opening.found_demo(place, DETAILS, trade="repair", owner="何玉梅", around=around)
    key = kernel.store.key
    _furnish(kernel, members=members, sales=sales)
    return Place(place, key, "")


def real(folder: Path, *, members: int = 12, sales: int = 12) -> Place:
    """A real shop with a passphrase and a paper key."""
    around = Surroundings(ManualClock(MORNING), random.Random(12))
    place = folder / "real"
    founded = opening.found(
        place, DETAILS, trade="repair", owner="何玉梅", passphrase=PASSPHRASE, around=around
    )
    key = founded.kernel.store.key
    _furnish(founded.kernel, members=members, sales=sales)
    return Place(place, key, founded.paper_key)


def _furnish(kernel: Kernel, *, members: int, sales: int) -> None:
    """Members, jobs in every state and sales."""
    clock = kernel.around.clock
    assert isinstance(clock, ManualClock)
    shop = Shop(kernel, clock)
    known = [
        shop.member(f"张桂兰{number}", f"154{number:08d}", f"清河路 {number} 弄 5 号").id
        for number in range(members)
    ]
    for number in range(members // 4):
        job = shop.job(known[number], "FW-001", "PJ-0612")
        shop.move(job.id, Step.QUOTE, Step.DISPATCH)
    for number in range(sales):
        clock.advance(timedelta(minutes=3))
        shop.sell("FW-001", "PJ-0618", member_id=known[number % members] if known else None)
    kernel.close()


@query(Right.SERVE)
def bill_numbers(view: View) -> list[str]:
    """The receipts of this shop in order."""
    return [row["number"] for row in view.sql("SELECT number FROM bill ORDER BY sequence")]


@query(Right.SERVE)
def counted(view: View) -> dict[str, int]:
    """Rows of the tables that a sale or a new member touches, and the money of all bills."""
    tables = ("bill", "bill_line", "tender", "operation", "answer", "event", "member", "job")
    found = {name: int(view.sql(f"SELECT count(*) AS n FROM {name}")[0]["n"]) for name in tables}
    found["money"] = int(view.sql("SELECT coalesce(sum(total),0) AS n FROM bill")[0]["n"])
    return found


def opened(folder: Path, key: FileKey) -> Kernel:
    """A shop opened through the gate, its owner at the desk."""
    kernel = opening.open_shop(folder, key)
    if not kernel.actor.level:
        kernel.actor = Actor(id="owner", name="何玉梅", level=Level.OWNER)
    return kernel


def prove_sound(kernel: Kernel) -> None:
    """Every invariant holds."""
    report = kernel.ask(check.check)
    assert report.sound, [finding for finding in report.findings if finding.broken]


def prove_kept(folder: Path, key: FileKey, acknowledged: Sequence[str]) -> list[str]:
    """The shop opens, is sound, and knows every acknowledged receipt; returns all it knows."""
    kernel = opened(folder, key)
    try:
        numbers = kernel.ask(bill_numbers)
        prove_sound(kernel)
    finally:
        kernel.close()
    lost = set(acknowledged) - set(numbers)
    assert not lost, f"acknowledged and lost: {sorted(lost)[:5]} ({len(lost)})"
    assert numbers == [f"A-{place:06d}" for place in range(1, len(numbers) + 1)]
    return numbers


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: ours, without a display and without anybody's secrets."""
    kept = {name: value for name, value in os.environ.items() if name != "LINLI_PASSPHRASE"}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **more}


def child(
    module: str, *words: str | Path, env: dict[str, str] | None = None, prefix: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """Start a child on a module of ours; its output is ours to read."""
    return subprocess.Popen(
        [*prefix, sys.executable, "-m", module, *(str(word) for word in words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=env or environment(),
    )


def answered(process: subprocess.Popen[str], *, within: float = 120) -> Any:
    """The JSON document a child says last; its death or silence is a failed try."""
    out, err = process.communicate(timeout=within)
    assert process.returncode == 0, f"exit {process.returncode}: {err[-600:]}"
    return json.loads(out.splitlines()[-1])


def linli(
    *words: str | Path, env: dict[str, str] | None = None, within: float = 120
) -> tuple[int, Any, Any]:
    """Run the program's command line in a process of its own: exit code, document, trouble."""
    process = child("desktop", "--json", *words, env=env)
    out, err = process.communicate(timeout=within)
    said = [line for line in err.splitlines() if line.startswith("{")]
    return (
        process.returncode,
        json.loads(out) if out.startswith(("{", "[")) else out,
        json.loads(said[-1]) if said else err,
    )
