"""The two acts of the ledger that other use cases call, declared for the tests."""

from models.base.rights import Right
from models.base.usecase import use_case
from models.services import points_book
from models.store.work import Work


@use_case(Right.SERVE, keyed=True)
def use_points(work: Work, member_id: str, points: int) -> str:
    """Use points for something."""
    return points_book.spend(work, member_id, points).id


@use_case(Right.SERVE, keyed=True)
def give_up(work: Work, entry_id: str, points: int | None) -> None:
    """What they were used for did not come about."""
    points_book.come_back(work, entry_id, points)
