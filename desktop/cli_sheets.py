"""Commands on spreadsheets: lists out, members, devices and price items in."""

from collections.abc import Callable
from typing import cast

from desktop.cli_out import Line, Out, opened
from desktop.cli_records import member_of
from desktop.cli_words import Asked
from models.base.errors import Confirm
from models.base.sheet import What
from models.base.text import one_of
from models.kernel import Kernel
from models.rules.import_columns import letter, shape_id, suggest
from models.services import exchange, import_known, imports, personal_data, shop
from models.services.import_sorting import Fate
from models.services.imports import Imported, Order, Preview
from models.store.files import write_whole
from views import import_words
from views.paper import personal_data as own_paper
from views.sheets import list_file, reading
from views.sheets.reading import Sheet
from views.texts import current, t
from views.whole_file import check_target

_TOLD_MOST = 200
"""Rows told one by one to a person; a program gets them all."""


def export(asked: Asked, out: Out) -> int:
    """Write a list into a table; the export stands in the journal before its first row is read."""
    check_target(asked.file)
    if asked.kind == "member":
        return _export_own(asked, out)
    what = cast(exchange.What, asked.kind)
    with opened(asked, out) as kernel:
        permit = kernel.run(exchange.permit, what).result
        count = list_file.write_list(
            asked.file,
            what,
            lambda take: kernel.ask(exchange.export, permit, take),
            words=current(),
            zone=kernel.store.shop.zone,
        )
    out.done(
        {"file": str(asked.file), "rows": count},
        t("cli.export.done", rows=count, place=str(asked.file)),
    )
    return 0


def _export_own(asked: Asked, out: Out) -> int:
    """Write one member's own data, as pages or as a file by the name's ending; journalled first."""
    form = asked.file.suffix.lower().removeprefix(".")
    one_of(form, personal_data.FORMS, "personal.form", field="file")
    with opened(asked, out) as kernel:
        language = kernel.ask(shop.settings)["paper_language"]
        member_id = member_of(kernel, asked.number or "")
        data = kernel.run(personal_data.hand_over, member_id, form=form).result
    make = own_paper.render if form == "pdf" else own_paper.as_file
    write_whole(asked.file, make(data, language=language))
    out.done(
        {"file": str(asked.file), "number": data.card},
        t("cli.export.own", number=data.card, place=str(asked.file)),
    )
    return 0


def take_in(asked: Asked, out: Out) -> int:
    """Take a sheet in: every new row or none; what is left out is named with its reason. The same sheet once."""
    what = cast(What, asked.kind)
    file = reading.open_file(asked.file)
    sheet = file.best(what) if asked.sheet is None else file.named(asked.sheet, what)
    with opened(asked, out) as kernel:
        order = _order(kernel, what, sheet)
        seen = imports.preview(
            kernel.ask, sheet, order, progress=Line(out, t("cli.import.looking"))
        )
        told = _told(sheet, order)
        if asked.dry_run:
            return _dry_run(seen, what, told, out)
        order = Order(what=what, columns=order.columns, seen=seen.seen)
        try:
            done = kernel.run(
                imports.write, order, sheet, progress=Line(out, t("cli.import.writing"))
            ).result
        except Confirm as again:
            out.done(
                {"created": again.values["made"], "skipped": [], "replayed": True},
                t("cli.import.again", created=again.values["made"]),
            )
            return 0
        _done(done, what, told, out)
    return 0


def _order(kernel: Kernel, what: What, sheet: Sheet) -> Order:
    """The columns as the last sheet of this shape had them, else as they are proposed."""
    shape = shape_id(what, sheet.titles)
    kept = kernel.ask(import_known.standing, what, sheet.digest, shape).columns
    columns = kept or suggest(what, sheet.titles, sheet.sample)
    return Order(what=what, columns=tuple(columns.items()))


def _told(sheet: Sheet, order: Order) -> str:
    """Which column was taken for what."""
    titles = sheet.titles
    named = [
        t(
            "cli.import.column",
            column=letter(place),
            title=titles[place] if place < len(titles) else "",
            field=import_words.told_field(order.what, name),
        )
        for name, place in order.columns
    ]
    return t("cli.import.columns", columns=t("words.list_comma").join(named))


def _dry_run(seen: Preview, what: What, told: str, out: Out) -> int:
    lines = [_line(fate, what, out) for fate in seen.rows if not fate.taken][:_TOLD_MOST]
    again = seen.earlier
    if again is not None:
        lines.append(t("cli.import.again", created=again.made))
    out.done(
        {"counts": seen.counts, "rows": [fate for fate in seen.rows if not fate.taken]},
        told,
        *lines,
        t("cli.import.dry", created=seen.taken, skipped=seen.seen.rows - seen.taken),
    )
    return 0


def _done(done: Imported, what: What, told: str, out: Out) -> None:
    lines = [_line(fate, what, out) for fate in done.left[:_TOLD_MOST]]
    out.done(
        {"created": done.made, "skipped": done.left, "replayed": False, "run": done.run_id},
        told,
        *lines,
        t("cli.import.done", created=done.made, skipped=len(done.left)),
    )


def _line(fate: Fate, what: What, out: Out) -> str:
    why = import_words.told_fate(fate, what, zone=out.zone, now=out.now)
    return t("cli.import.row", row=fate.row, name=fate.name, why=why)


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {"export": export, "import": take_in}
