"""Sound calls of what is done with photos and files; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.services import attachments
from models.services.attachments import Kept

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


def a_kept(stage: "Stage") -> Kept:
    """Bytes that lie in the shop and wait for their row; no two alike."""
    way = stage.shop.kernel.ask(attachments.intake)
    return way.keep_bytes(b"\xff\xd8\xff" + f"picture {stage.next()}".encode())


def a_photo(stage: "Stage", *, removed: bool = False, ago: int = 0) -> str:
    """A photo of the job, removed some days ago where that is wanted."""
    kernel, clock = stage.shop.kernel, stage.shop.clock
    made: str = kernel.run(attachments.add, "job", stage.job, a_kept(stage), name="机.jpg").result
    if removed:
        clock.advance(timedelta(days=-ago))
        kernel.run(attachments.remove, made)
        clock.advance(timedelta(days=ago))
    return made


def _added(stage: "Stage") -> Given:
    return ("job", stage.job, a_kept(stage)), {"name": "机.jpg", "purpose": "damage"}


def _swept(stage: "Stage") -> Given:
    a_photo(stage, removed=True, ago=8)
    return (), {}


FILE_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "attachments.add": _added,
    "attachments.bring_back": lambda s: ((a_photo(s, removed=True),), {}),
    "attachments.mark": lambda s: ((a_photo(s), "damage"), {}),
    "attachments.remove": lambda s: ((a_photo(s),), {}),
    "attachments.save": lambda s: ((a_photo(s),), {}),
    "attachments.sweep": _swept,
}
