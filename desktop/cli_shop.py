"""Commands on a whole shop: found it, demonstrate it, back it up, restore it, check it."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from desktop import demo, opening, secrets, templates
from desktop.cli_out import Line, Out, answer, fit, opened, passphrase
from desktop.cli_words import Asked
from desktop.instance import LOCK_NAME, FolderLock
from desktop.keeping import ShopKeeping
from desktop.paths import migration_steps
from models.base.clock import SystemClock
from models.base.errors import Refused
from models.services import check
from models.services.check import Report
from models.services.shop import ShopDetails
from models.store import backup, keys
from models.store.backup import MANIFEST_SUFFIX
from views import sayings, texts
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
    )  # fmt: skip
    shop_id = founded.kernel.store.shop.id
    founded.kernel.close()
    out.done(
        {
            "shop": str(asked.folder),
            "id": shop_id,
            "paper_key": founded.paper_key,
            "sample_prices": len(samples),
        },
        t("cli.new.done", name=details.name, place=str(asked.folder)),
        *([t("cli.new.samples", count=len(samples))] if samples else []),
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


def back_up(asked: Asked, out: Out) -> int:
    """Back up beside an open window; done is said only after the copy was verified."""
    if asked.folder.exists() and not asked.folder.is_dir():
        raise Refused("shop.not_a_folder", name=asked.folder.name)
    with opened(asked, out) as kernel:
        line = Line(out, t("cli.backup.progress"))
        made = ShopKeeping(kernel).backup(asked.folder, line)
    manifest = backup.find(asked.folder)[0]
    out.done(
        {"manifest": str(manifest), **asdict(made)},
        t("cli.backup.done", members=made.members, jobs=made.jobs, bills=made.bills),
        str(manifest),
    )
    return 0


def restore(asked: Asked, out: Out) -> int:
    """Restore a backup onto an empty folder, as another incarnation of the desk."""
    fit(asked.folder)
    manifest = _manifest(asked.backup)
    if asked.folder.exists():
        if not asked.folder.is_dir():
            raise Refused("shop.not_a_folder", name=asked.folder.name)
        if any(entry.name != LOCK_NAME for entry in asked.folder.iterdir()):
            raise Refused("restore.not_empty", name=asked.folder.name)
    slots = backup.read_manifest(manifest)[0].slots
    secret = passphrase(t("cli.ask.restore")) if slots.slots else ""
    paper = _is_paper_key(secret)
    fresh = not asked.folder.exists()
    try:
        with FolderLock(asked.folder):
            restored = opening.restore(
                manifest,
                asked.folder,
                passphrase="" if paper else secret,
                paper_key=secret if paper else "",
                demo_beside=None if slots.slots else asked.shop,
            )
    except BaseException:
        if fresh:
            _remove_lock(asked.folder)
        raise
    made_at = sayings.moment(restored.made_at, out.zone, out.now)
    counts = restored.counts
    out.done(
        {"shop": str(asked.folder), "made_at": restored.made_at, "counts": counts},
        t("cli.restore.done", name=restored.shop_name, at=made_at, place=str(asked.folder)),
        t("cli.counts", members=counts["member"], jobs=counts["job"], bills=counts["bill"]),
    )
    return 0


def _manifest(path: Path) -> Path:
    """The manifest that is meant by itself, by its copy, or by the folder it lies newest in."""
    if path.is_dir():
        found = backup.find(path)
        if not found:
            raise Refused("backup.missing", name=path.name)
        return found[0]
    return (
        path if path.name.endswith(MANIFEST_SUFFIX) else path.with_name(path.name + MANIFEST_SUFFIX)
    )


def _is_paper_key(secret: str) -> bool:
    try:
        keys.paper_key_digits(secret)
    except Refused:
        return False
    return True


def _remove_lock(folder: Path) -> None:
    """Leave no folder behind where nothing was restored into it."""
    (folder / LOCK_NAME).unlink(missing_ok=True)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()


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
    "backup": back_up,
    "restore": restore,
    "check": check_shop,
}
