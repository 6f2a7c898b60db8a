"""Commands on photos and files: add one to a job, list them, save one as a plain file."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from desktop.cli_out import Line, Out, opened
from desktop.cli_records import job_of
from desktop.cli_words import Asked
from models.rules.attachments import shown_name
from models.services import attachments
from models.services.attachments import Attached
from views import sayings, whole_file
from views.texts import t


def attach(asked: Asked, out: Out) -> int:
    """Add a file to a job. Its bytes are on the disk before its row is written."""
    purpose: Any = "" if asked.shows == "other" else asked.shows
    with opened(asked, out) as kernel:
        job = job_of(kernel, asked.number)
        line = Line(out, t("attachments.adding"))
        kept = kernel.ask(attachments.intake).keep(asked.file, progress=line)
        name = shown_name(asked.file.name)
        made = kernel.run(attachments.add, "job", job, kept, name=name, purpose=purpose).result
        row = kernel.ask(attachments.opened, made).row
    out.done(_told(row), t("cli.attachments.done", number=row.job, name=name))
    return 0


def listed(asked: Asked, out: Out) -> int:
    """List the photos and files of a job."""
    with opened(asked, out) as kernel:
        rows = kernel.ask(attachments.of_job, job_of(kernel, asked.number))
        lines = [_line(row, out) for row in rows]
    out.done(
        {"job": asked.number, "attachments": [_told(row) for row in rows]},
        *(lines or [t("cli.attachments.none", number=asked.number)]),
    )
    return 0


def save(asked: Asked, out: Out) -> int:
    """Save one as a plain file; it stands in the journal before a byte leaves."""
    whole_file.check_target(asked.output)
    with opened(asked, out) as kernel:
        found = kernel.run(attachments.save, asked.number).result
        with whole_file.written(asked.output) as part, part.open("wb") as file:
            for piece in found.pieces():
                file.write(piece)
    out.done(
        {**_told(found.row), "file": str(asked.output)},
        t("cli.attachments.saved", path=str(asked.output)),
    )
    return 0


def _told(row: Attached) -> dict[str, Any]:
    """A row for a program, without the hash of its content."""
    told = asdict(row)
    del told["digest"]
    return told


def _line(row: Attached, out: Out) -> str:
    return t(
        "cli.attachments.row",
        id=row.id,
        at=sayings.moment(row.at, out.zone, out.now),
        purpose=t(f"attachments.purpose.{row.purpose or 'other'}"),
        name=row.name,
        size=-(-row.size // 1000),
    )


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "attach": attach,
    "attachments": listed,
    "attachment": save,
}
