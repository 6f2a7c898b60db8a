"""The example checklists of a trade, taken in at once by who asks for them, and taken back at once."""

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import use_case
from models.services import checklists
from models.services.checklists import ChecklistDetails
from models.store.work import Work

LISTS_MOST = 20


@use_case(Right.PRICE, inverse="checklist_samples.take_back")
def add(work: Work, lists: tuple[ChecklistDetails, ...]) -> tuple[str, ...]:
    """Take example checklists in; returns their ids. Raises as checklists.add, Refused("checklist.samples")."""
    if not 0 < len(lists) <= LISTS_MOST:
        raise Refused("checklist.samples", field="lists", most=LISTS_MOST)
    made = tuple(checklists.add(work, details) for details in lists)
    work.undo_by(take_back, made)
    return made


@use_case(Right.PRICE)
def take_back(work: Work, checklist_ids: tuple[str, ...]) -> None:
    """Ctrl+Z after that: they go, or are put away where a job has them already."""
    for checklist_id in checklist_ids:
        checklists.take_back(work, checklist_id)
