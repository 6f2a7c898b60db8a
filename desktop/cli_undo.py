"""The command ``undo``: takes back the last undoable act of this desk and says what it was."""

from collections.abc import Callable

from desktop.cli_out import Out, opened
from desktop.cli_words import Asked
from models.base.errors import Refused
from models.services import undo as undoing
from views import sayings
from views.texts import t


def undo(asked: Asked, out: Out) -> int:
    """Take it back, or say why not: nothing is left, or something followed since."""
    with opened(asked, out) as kernel:
        found = kernel.ask(undoing.last)
        if found is None:
            raise Refused("undo.none")
        kernel.undo(found.call)
        what = t(f"journal.act.{found.done}")
        when = sayings.moment(found.at, out.zone, out.now)
    out.done({"undone": found.done, "at": found.at}, t("cli.undo.done", what=what, when=when))
    return 0


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {"undo": undo}
