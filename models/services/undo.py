"""The last act of the desk that can be taken back, as a call that is ready to run."""

import importlib
import inspect
import typing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from models.base.errors import Refused
from models.base.rights import Level, Right
from models.base.usecase import Call, query
from models.store import undo_trail
from models.store.undo_trail import Kept
from models.store.work import View


@dataclass(frozen=True, slots=True)
class Undoable:
    """What was done, when, and what takes it back; running it is checked like any other use case."""

    done: str
    at: datetime
    call: Call


@query(Right.SERVE)
def last(view: View) -> Undoable | None:
    """The newest act that can be taken back; None where nothing can.

    Another person's act is taken back from a supervisor on: Refused("undo.anothers").
    """
    kept = undo_trail.newest(view)
    if kept is not None and kept.actor_id != view.actor.id and view.level < Level.SUPERVISOR:
        raise Refused("undo.anothers")
    return None if kept is None else Undoable(kept.done, kept.at, _call(kept))


def _call(kept: Kept) -> Call:
    """The call with its arguments as the use case declares them."""
    module, _, name = kept.inverse.partition(".")
    function = getattr(importlib.import_module(f"models.services.{module}"), name)
    hints = typing.get_type_hints(function)
    named = list(inspect.signature(function).parameters)[1:]  # the first is the unit of work

    def value(parameter: str, stored: Any) -> Any:
        return msgspec.convert(stored, type=hints[parameter])

    args = tuple(value(*pair) for pair in zip(named, kept.args, strict=False))
    kwargs = {parameter: value(parameter, stored) for parameter, stored in kept.kwargs.items()}
    return Call(function, args, kwargs)
