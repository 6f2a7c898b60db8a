"""Commands on a whole shop: found it, demonstrate it, check it; and those on its backups."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from desktop import cli_backups, demo, opening, secrets, templates
from desktop.cli_out import Line, Out, answer, fit, opened, passphrase
from desktop.cli_words import Asked
from desktop.paths import migration_steps
from models.base.clock import SystemClock
from models.base.errors import Refused
from models.rules.programme import DEFAULT
from models.services import check
from models.services.check import Report
from models.services.shop import ShopDetails
from views import texts
from views.programme_names import gist
from views.texts import t


def new(asked: Asked, out: Out) -> int:
    """Found a shop; its paper key is said once and kept nowhere."""
    if asked.folder.exists() and not asked.folder.is_dir():
        raise Refused("shop.not_a_folder", name=asked.folder.name)
    if opening.exists(asked.folder):
        raise Refused("shop.exists", name=asked.folder.name)
    fit(asked.folder)
    details = ShopDetails(
        name=answer(asked.name, t("cli.ask.name")),
        address=asked.address or "",
        phone=asked.phone or "",
        complaint_phone="",
        hours="",
    )
    owner = answer(asked.owner, t("cli.ask.owner"))
    secret = passphrase(t("cli.ask.new_passphrase"), again=t("cli.ask.again"))
    keyring = secrets.Keyring()
    samples = () if asked.without_prices else templates.price_samples(asked.trade, texts.language())
    founded = opening.found(
        asked.folder, details,
        trade=asked.trade, owner=owner, passphrase=secret, keeper=keyring, samples=samples,
        programme=None if asked.without_points else DEFAULT,
    )  # fmt: skip
    shop_id = founded.kernel.store.shop.id
    founded.kernel.close()
    out.done(
        {
            "shop": str(asked.folder),
            "id": shop_id,
            "paper_key": founded.paper_key,
            "sample_prices": len(samples),
            "points": not asked.without_points,
        },
        t("cli.new.done", name=details.name, place=str(asked.folder)),
        *([t("cli.new.samples", count=len(samples))] if samples else []),
        *([] if asked.without_points else [t("cli.new.points", rules=gist(DEFAULT))]),
        t("cli.new.paper_key", key=founded.paper_key),
        t("cli.new.keep"),
    )
    return 0


def demo_shop(asked: Asked, out: Out) -> int:
    """Make a demonstration shop that is alive today."""
    fit(asked.folder)
    made = demo.build(
        asked.folder,
        members=asked.members,
        years=asked.years,
        seed=asked.seed,
        until=SystemClock().now(),
        progress=Line(out, t("cli.demo.progress")),
    )
    out.done(
        {"shop": str(made.folder), "members": made.members, "days": made.days},
        t("cli.demo.done", members=made.members, days=made.days, place=str(made.folder)),
        t("cli.demo.not_real"),
    )
    return 0


def check_shop(asked: Asked, out: Out) -> int:
    """Check every invariant; exits 1 where one is broken."""
    line = Line(out, t("cli.check.progress"))
    with opened(asked, out) as kernel:
        if asked.deep:
            with tempfile.TemporaryDirectory(prefix=".check-", dir=asked.shop) as scratch:
                report = kernel.ask(
                    check.check_deep,
                    key=kernel.store.key,
                    scratch=Path(scratch) / "rebuilt.db",
                    steps=migration_steps(),
                    progress=line,
                )
        else:
            report = kernel.ask(check.check, progress=line)
    out.done({**asdict(report), "sound": report.sound}, *_report_lines(report))
    return 0 if report.sound else 1


def _report_lines(report: Report) -> list[str]:
    broken = [finding for finding in report.findings if finding.broken]
    lines = [
        t("cli.check.broken", name=finding.name, count=finding.broken, rows=", ".join(finding.rows))
        for finding in broken
    ]
    counts = {"members": report.members, "jobs": report.jobs, "bills": report.bills}
    lines.append(t("cli.counts", **counts))
    said = "cli.check.unsound" if broken else "cli.check.sound"
    lines.append(t(said, count=len(broken) if broken else len(report.findings)))
    return lines


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "new": new,
    "demo": demo_shop,
    **cli_backups.COMMANDS,
    "check": check_shop,
}
