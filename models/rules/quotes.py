"""What a quote promises: how long it holds, which answers follow which, and how far a bill may go beyond it.

Money in fen, shares per mille. Must not store, number or print anything.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from models.base.errors import Refused
from models.base.money import round_half_up

PER_MILLE: Final = 1000
CAP: Final = 100
"""10 %: what the issue names, where the shop chose nothing else."""
CAP_MOST: Final = 300
VALID_DAYS: Final = 7
VALID_MOST: Final = 90
GRADES_MOST: Final = 3
"""Two or three stand side by side; one alone is a quote too."""
LINES_MOST: Final = 60

HOWS: Final = ("in_person", "phone", "wechat", "signature")
"""How a member answered or agreed."""


class State(StrEnum):
    """Where a quote stands."""

    DRAFT = "draft"
    GIVEN = "given"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"


_MOVES: Final = {
    State.DRAFT: (State.GIVEN,),
    State.GIVEN: (State.ACCEPTED, State.REFUSED, State.REPLACED),
    State.ACCEPTED: (),
    State.REFUSED: (),
    State.REPLACED: (),
}


def check_move(state: State, to: State, *, last_day: date, today: date) -> None:
    """Whether a quote may go on to ``to``. What was answered once is answered: another needs a new version.

    Raises Refused ``quote.move`` (``state``), ``quote.expired`` (``day``) where it is accepted too late.
    """
    if to not in _MOVES[state]:
        raise Refused("quote.move", field="quote", state=state.value)
    if to is State.ACCEPTED and expired(last_day, today):
        raise Refused("quote.expired", field="quote", day=last_day)


def valid_until(given: date, days: int) -> date:
    """The last day on which a quote given on a shop day holds: the ``days``-th after it.

    Raises Refused ``quote.days`` (``most``).
    """
    if not 1 <= days <= VALID_MOST:
        raise Refused("quote.days", field="days", most=VALID_MOST)
    return given + timedelta(days=days)


def expired(last_day: date, today: date) -> bool:
    """Whether it holds no longer: from the day after its last one."""
    return today > last_day


def check_cap(cap: int) -> int:
    """How far a bill may go beyond the quote without a signature, per mille; Refused ``quote.cap`` (``most``)."""
    if not 0 <= cap <= CAP_MOST:
        raise Refused("quote.cap", field="cap", most=CAP_MOST // 10)
    return cap


def ceiling(accepted: int, cap: int) -> int:
    """The most a bill may come to without a signature: the accepted total and the cap on it, rounded down.

    Down, because the shop may never ask for a fen more than was promised.
    """
    return accepted + accepted * cap // PER_MILLE


def limit(accepted: int, cap: int, signed: int = 0) -> int:
    """As :func:`ceiling`; what the member signed for once (``signed``, the highest total) may be asked for too."""
    return max(ceiling(accepted, cap), signed)


def room(most: int, actual: int) -> int:
    """What may still be added before the member has to sign; never negative."""
    return max(0, most - actual)


def must_sign(most: int, total: int) -> bool:
    """Whether a total needs the member's signature on a change slip."""
    return total > most


@dataclass(frozen=True, slots=True)
class Variance:
    """Bill less quote: ``fen``, and per mille of the quote, rounded half away from zero.

    ``per_mille`` is None for a quote of nothing.
    """

    quoted: int
    actual: int
    fen: int
    per_mille: int | None


def variance(quoted: int, actual: int) -> Variance:
    """How far a bill went beyond its quote (negative: stayed below it)."""
    fen = actual - quoted
    share = round_half_up(fen * PER_MILLE, quoted) if quoted else None
    return Variance(quoted, actual, fen, share)


def mean(shares: list[int]) -> int | None:
    """The mean of variances per mille, rounded half away from zero; None of none."""
    return round_half_up(sum(shares), len(shares)) if shares else None
