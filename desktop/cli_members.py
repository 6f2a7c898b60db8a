"""Commands on members: make two files one, and apart again."""

import uuid
from collections.abc import Callable

from desktop.cli_out import Out, opened
from desktop.cli_records import member_of
from desktop.cli_words import Asked
from models.base.errors import Refused
from models.services import merges
from views import sayings
from views.texts import t


def merge(asked: Asked, out: Out) -> int:
    """Make the second file part of the first; ``--undo`` parts the newest merge of the first again."""
    with opened(asked, out) as kernel:
        kept = member_of(kernel, asked.number)
        if asked.undo:
            past = kernel.ask(merges.past, kept)
            if not past:
                raise Refused("merge.none", field="number")
            kernel.run(merges.undo, past[0].id)
            out.done({"parted": past[0].number}, t("merge.undone", name=sayings.who(past[0].name)))
            return 0
        if not asked.other:
            raise Refused("merge.other", field="other")
        shown = kernel.ask(merges.preview, kept, member_of(kernel, asked.other))
        key = uuid.uuid4().hex
        done = kernel.run_keyed(key, merges.merge, shown.kept.id, shown.merged.id).result
        said = t(
            "merge.done", other=sayings.who(shown.merged.name), kept=sayings.who(shown.kept.name)
        )
    out.done({"merge": done, "kept": shown.kept.number, "merged": shown.merged.number}, said)
    return 0


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {"merge": merge}
