"""The ledger by command: ``points``, ``statement``, ``adjust``, ``forgive``, ``expire`` and ``liability``."""

from collections.abc import Callable
from datetime import date

from desktop.cli_out import Line, Out, opened
from desktop.cli_records import member_of
from desktop.cli_words import Asked
from models.base.clock import business_day
from models.base.days import parse_day
from models.kernel import Kernel
from models.services import papers, points, points_expiry, points_owed, programme_clock, shop
from models.services.points import LotRow, PointsFile
from models.services.points_owed import Owed, OwedRow
from models.store.files import write_whole
from views import sayings
from views.paper import statement as paper
from views.points_words import ends, lot_why
from views.texts import t
from views.whole_file import check_target


def points_of(asked: Asked, out: Out) -> int:
    """What a member has now or had at the end of a day, and why: every lot behind it."""
    with opened(asked, out) as kernel:
        day = _day(asked.date, out, "on")
        found: PointsFile = kernel.ask(points.of_member, member_of(kernel, asked.number), on=day)
    extra = [
        *([t("cli.points.pot")] if found.pot else ()),
        *([t("cli.points.pending", n=sayings.number(found.pending))] if found.pending else ()),
        *([t("cli.points.debt", n=sayings.number(found.debt))] if found.debt else ()),
    ]
    head = t(
        "cli.points.head",
        day=sayings.iso_day(found.on),
        available=sayings.number(found.available),
        worth=sayings.yuan(found.worth),
    )
    lots = [_lot(lot, found.on) for lot in found.lots] or [t("cli.points.none")]
    out.done(found, t("words.list_comma").join((head, *extra)), *lots)
    return 0


def _lot(lot: LotRow, on: date) -> str:
    return t(
        "cli.points.lot",
        points=sayings.number(lot.points),
        ends=ends(lot, on)[0],
        since=sayings.iso_day(lot.since),
        why=lot_why(lot),
    )


def statement(asked: Asked, out: Out) -> int:
    """Write a member's statement of points as PDF; it counts as printed and is an export."""
    check_target(asked.output)
    with opened(asked, out) as kernel:
        made = kernel.run(
            papers.print_statement,
            member_of(kernel, asked.number),
            from_day=_day(asked.first, out, "from"),
            to_day=_day(asked.last, out, "to"),
            saved=True,
        ).result
        language = kernel.ask(shop.settings)["paper_language"]
        pdf = paper.render(made, language=language, size=asked.size)
    write_whole(asked.output, pdf)
    told = {
        "file": str(asked.output),
        "from": made.from_day,
        "to": made.to_day,
        "opening": made.opening,
        "closing": made.closing,
        "lines": len(made.lines),
        "bytes": len(pdf),
    }
    said = t(
        "cli.statement.done",
        name=sayings.who(made.member),
        first=sayings.iso_day(made.from_day),
        last=sayings.iso_day(made.to_day),
        lines=len(made.lines),
        place=str(asked.output),
    )
    out.done(told, said)
    return 0


def adjust(asked: Asked, out: Out) -> int:
    """Give or take points by hand; above the setting it needs the owner."""
    with opened(asked, out) as kernel:
        member_id = member_of(kernel, asked.number)
        left = kernel.run_keyed(
            kernel.new_key(), points.adjust, member_id, asked.points, reason=asked.reason or ""
        ).result
    said = t(
        "cli.points.adjusted",
        points=f"{asked.points:+,}",
        available=sayings.number(left),
    )
    out.done({"points": asked.points, "available": left}, said)
    return 0


def forgive(asked: Asked, out: Out) -> int:
    """Let go of points a member owes, of all of them where no number is said."""
    with opened(asked, out) as kernel:
        member_id = member_of(kernel, asked.number)
        count = asked.owed
        if count is None:
            count = kernel.ask(points.of_member, member_id).debt
        left = kernel.run_keyed(
            kernel.new_key(), points.forgive, member_id, count, reason=asked.reason or ""
        ).result
    said = t("cli.points.forgiven", points=sayings.number(count), debt=sayings.number(left))
    out.done({"points": count, "debt": left}, said)
    return 0


def expire(asked: Asked, out: Out) -> int:
    """Expire what has lapsed, batch by batch until nothing is left; ``--yes`` where the date was doubted."""
    with opened(asked, out) as kernel:
        lots, gone = _expire(kernel, Line(out, t("cli.expire.progress")), sure=asked.yes)
    said = (
        t("cli.expire.done", lots=sayings.number(lots), points=sayings.number(gone))
        if lots
        else t("cli.expire.nothing")
    )
    out.done({"lots": lots, "points": gone}, said)
    return 0


def _expire(kernel: Kernel, line: Line, *, sure: bool) -> tuple[int, int]:
    due = kernel.ask(points_expiry.due)
    if due.far and sure:
        kernel.run(programme_clock.confirm)
    total = due.lots
    lots = gone = 0
    more = True
    while more:
        done = kernel.run(points_expiry.expire).result
        lots, gone, more = lots + done.lots, gone + done.points, done.more
        line.step(min(lots, total), total)
    return lots, gone


def liability(asked: Asked, out: Out) -> int:
    """What the shop owes in points, until when, and what that will cost."""
    with opened(asked, out) as kernel:
        found: Owed = kernel.ask(points_owed.liability)
    share = t(
        f"cli.liability.{'own' if found.known else 'usual'}", share=sayings.share(found.share)
    )
    lines = [
        t(
            "cli.liability.head",
            day=sayings.iso_day(found.on),
            members=sayings.number(found.members),
            points=sayings.number(found.points),
            worth=sayings.yuan(found.worth),
        ),
        t(
            "cli.liability.expected",
            share=share,
            expected=sayings.number(found.expected),
            cost=sayings.yuan(found.cost),
        ),
    ]
    for key, count in (("pending", found.pending), ("held", found.held), ("debt", found.debt)):
        if count:
            lines.append(t(f"cli.liability.{key}", n=sayings.number(count)))
    out.done(found, *lines, *(_ending(row) for row in found.by_end))
    return 0


def _ending(row: OwedRow) -> str:
    told = {"points": sayings.number(row.points), "cost": sayings.yuan(row.cost)}
    if not row.month:
        return t("cli.liability.never", **told)
    return t("cli.liability.ends", month=f"{row.year}-{row.month:02d}", **told)


def _day(text: str | None, out: Out, field: str) -> date | None:
    today = business_day(out.now, str(out.zone))
    return parse_day(text or "", field=field, today=today)


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "points": points_of,
    "statement": statement,
    "adjust": adjust,
    "forgive": forgive,
    "expire": expire,
    "liability": liability,
}
