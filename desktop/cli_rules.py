"""The commands ``rules``, ``tier`` and ``segments``: the programme, and where members stand in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from desktop.cli_out import Line, Out, opened
from desktop.cli_records import member_of
from desktop.cli_words import Asked
from models.base.clock import business_day
from models.base.days import parse_day
from models.base.errors import Refused
from models.kernel import Kernel
from models.rules import programme_check
from models.services import milestones, points_trial, programme, segments, tier_file
from models.services.points_trial import TrialResult
from models.services.segments import Counts, SegmentCount, Standing
from models.services.tier_file import TierFile
from views import sayings
from views.programme_names import strategy_words
from views.texts import t


def rules(asked: Asked, out: Out) -> int:
    """Show the rules in force with the versions there are; try those of a file, or switch them on."""
    with opened(asked, out) as kernel:
        if asked.act == "try":
            return _try(kernel, asked, out)
        return _activate(kernel, asked, out) if asked.act == "activate" else _show(kernel, out)


def _show(kernel: Kernel, out: Out) -> int:
    found = kernel.ask(programme.rules_on)
    versions = kernel.ask(programme.versions)
    document = None if found is None else programme_check.document_of(found.programme)
    told: dict[str, Any] = {
        "number": None if found is None else found.number,
        "valid_from": None if found is None else found.valid_from,
        "rules": document,
        "versions": versions,
    }
    lines = [
        t(
            "cli.rules.row",
            number=row.number,
            state=t(f"cli.rules.standing.{row.standing}"),
            day=sayings.iso_day(row.valid_from) if row.valid_from else "",
            note=row.note,
        ).rstrip()
        for row in versions
    ]
    if found is None:
        out.done(told, t("cli.rules.none"), *lines)
        return 0
    head = t("cli.rules.head", number=found.number, day=sayings.iso_day(found.valid_from))
    pretty = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    out.done(told, head, pretty, *lines)
    return 0


def _activate(kernel: Kernel, asked: Asked, out: Out) -> int:
    text = _text(asked.output)
    today = business_day(out.now, str(out.zone))
    day = (parse_day(asked.first, field="from", today=today) if asked.first else None) or today
    draft = kernel.run(programme.write_draft, programme_check.read(text)).result
    try:
        number = kernel.run(programme.activate, draft, valid_from=day).result
    except Refused:
        kernel.run(programme.drop_draft, draft)
        raise
    said = t("cli.rules.activated", number=number, day=sayings.iso_day(day))
    out.done({"number": number, "valid_from": day, "version_id": draft}, said)
    return 0


def _try(kernel: Kernel, asked: Asked, out: Out) -> int:
    """What a file of rules would have come to on everything that was billed; it writes nothing."""
    rules = programme_check.checked(programme_check.read(_text(asked.output)))
    line = Line(out, t("cli.try.progress"))
    found: TrialResult = kernel.ask(points_trial.try_rules, rules, progress=line)
    out.done(found, *_tried_lines(found))
    return 0


def _tried_lines(found: TrialResult) -> list[str]:
    first = sayings.iso_day(found.from_day) if found.from_day else ""
    head = t(
        "cli.try.head",
        first=first,
        last=sayings.iso_day(found.to_day),
        bills=sayings.number(found.bills),
        members=sayings.number(found.members),
    )
    rows = [
        _compared(t(f"cli.try.{key}"), getattr(found.was, key), getattr(found.tried, key))
        for key in ("issued", "used", "expired", "taken_back", "owed", "debt")
    ]
    rows += [
        _compared(t(f"cli.try.{key}"), getattr(found.was, key), getattr(found.tried, key), fen=True)
        for key in ("used_cost", "owed_cost")
    ]
    months = [
        t(
            "cli.try.month",
            month=f"{row.year}-{row.month:02d}",
            **{
                key: f"{sayings.number(getattr(row, f'was_{key}'))} → {sayings.number(getattr(row, key))}"
                for key in ("issued", "used", "expired")
            },
        )
        for row in found.months
    ]
    moves = [
        t(
            f"cli.try.{'rise' if move.rises else 'fall'}",
            n=sayings.number(move.members),
            from_name=move.from_name,
            to_name=move.to_name,
        )
        for move in found.moves
    ]
    unmet = [t("cli.try.unmet", n=sayings.number(found.unmet))] if found.unmet else []
    return [head, *rows, *unmet, *months, *(moves or [t("cli.try.nobody")])]


def _compared(name: str, was: int, tried: int, *, fen: bool = False) -> str:
    tell = sayings.yuan if fen else sayings.number
    return t("cli.try.row", name=name, was=tell(was), tried=tell(tried))


def _text(path: Path | None) -> bytes:
    if path is None:
        raise Refused("programme.file", field="file")
    try:
        return path.read_bytes()
    except OSError:
        raise Refused("programme.file", field="file") from None


def tier(asked: Asked, out: Out) -> int:
    """A member's tier with its history, the segments with their reason, and the milestones."""
    with opened(asked, out) as kernel:
        member_id = member_of(kernel, asked.number)
        held = kernel.ask(tier_file.file, member_id)
        where = kernel.ask(segments.standing, member_id)
        reached = kernel.ask(milestones.of_member, member_id)
    if held is None:
        raise Refused("programme.none")
    out.done(
        {"tier": held, "segments": where, "milestones": reached},
        *_tier_lines(held),
        _segment_line(where),
        t("cli.tier.strategy", strategy=strategy_words(where.placed.segment, where.strategy)),
        *(
            t("cli.tier.milestone", name=row.name, have=row.have, services=row.services)
            for row in reached
        ),
    )
    return 0


def _tier_lines(held: TierFile) -> list[str]:
    far = held.distance
    missing = sayings.yuan(far.missing) if far.measure == "spend" else sayings.number(far.missing)
    lines = [
        t("cli.tier.head", name=held.name, next=far.next_name, missing=missing)
        if far.next_code
        else t("cli.tier.top", name=held.name)
    ]
    if held.notice is not None:
        day = sayings.iso_day(held.notice.falls_on)
        lines.append(t("cli.tier.falls", day=day, name=held.notice.to_name))
    lines += [
        t(
            "cli.tier.change",
            day=sayings.iso_day(row.day),
            from_name=row.from_name,
            to_name=row.to_name,
            reason=row.reason or row.bill_number,
        ).rstrip()
        for row in held.changes
    ]
    return lines


def _segment_line(where: Standing) -> str:
    placed = where.placed
    return t(
        "cli.tier.segment",
        segment=t(f"cli.segment.{placed.segment}"),
        window=where.window_days,
        spent=sayings.yuan(placed.figures.spent),
        visits=placed.figures.visits,
        value=sayings.yuan(placed.thresholds.value),
        active=placed.thresholds.active,
    )


def segments_of(asked: Asked, out: Out) -> int:
    """How many members are in each segment, and from which figures on."""
    with opened(asked, out) as kernel:
        found: Counts = kernel.ask(segments.counts)
    lines = t(
        "cli.segment.lines",
        window=found.window_days,
        value=sayings.yuan(found.thresholds.value),
        active=found.thresholds.active,
    )
    cores = [_count_line(row, "core_" if row.segment == "basic" else "") for row in found.cores]
    out.done(found, lines, *(_count_line(row) for row in found.matrix), *cores)
    return 0


def _count_line(row: SegmentCount, before: str = "") -> str:
    name = t(f"cli.segment.{before}{row.segment}")
    strategy = row.strategy if before else strategy_words(row.segment, row.strategy)
    return t("cli.segment.row", segment=name, members=row.members, strategy=strategy).rstrip()


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "rules": rules,
    "tier": tier,
    "segments": segments_of,
}
