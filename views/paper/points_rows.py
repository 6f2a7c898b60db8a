"""What receipt and refund paper say of points, as rows of left and right. Empty where there is nothing to say."""

from models.base.documents import PaperPoints
from models.base.documents_money import RefundPoints
from views import sayings
from views.paper.escape import masked
from views.programme_names import told_tier
from views.texts import Catalogue

Rows = tuple[tuple[str, str], ...]
_THOUSAND = 1000


def of_bill(told: PaperPoints | None, words: Catalogue) -> Rows:
    """What a bill earned and on what, what was used, what is there, what ends first, how far the next tier is."""
    if told is None:
        return ()
    rows = []
    if told.earned or told.used or told.bonus or told.balance or told.debt:
        earned = _say(words, "earned", told.earned) if told.earned else ""
        rows.append((earned, _say(words, "balance", told.balance)))
    if told.earned:
        rows.append((_formula(told, words), ""))
    rows += _counted(
        words,
        bonus=told.bonus,
        repaid=told.repaid,
        used=told.used,
        pending=told.pending,
    )
    if told.next_points and told.next_day is not None:
        ends = words.say(
            "paper.points.ends",
            n=sayings.number(told.next_points),
            day=told.next_day.isoformat(),
        )
        rows.append((words.say("paper.points.next"), ends))
    rows += _debt(words, told.debt)
    if told.next_tier:
        rows.append((_distance(told, words), ""))
    return tuple(rows)


def of_refund(told: RefundPoints | None, words: Catalogue) -> Rows:
    """What was taken back, what came back, what is there and owed after it."""
    if told is None:
        return ()
    rows = _counted(
        words,
        taken=told.taken,
        lapsed=told.lapsed,
        forgiven=told.forgiven,
        came=told.came,
        repaid=told.repaid,
    )
    return (("", _say(words, "balance", told.balance)), *rows, *_debt(words, told.debt))


def _counted(words: Catalogue, **counts: int) -> list[tuple[str, str]]:
    """A row for every count that is not nothing."""
    return [
        (words.say(f"paper.points.{key}"), _say(words, "n", count))
        for key, count in counts.items()
        if count
    ]


def _debt(words: Catalogue, debt: int) -> list[tuple[str, str]]:
    return [(words.say("points.owes", n=sayings.number(debt)), "")] if debt else []


def _formula(told: PaperPoints, words: Catalogue) -> str:
    """307 元 × 1.2, with the multipliers that held; an average where the lines earned at several rates."""
    exact = told.yuan * told.factor // _THOUSAND == told.earned
    said = words.say(
        "paper.points.times" if exact else "paper.points.about",
        yuan=sayings.number(told.yuan),
        factor=sayings.quantity(told.factor),
    )
    names = [masked(name) for name in told.names]
    return words.say("words.list_comma").join((said, *names))


def _distance(told: PaperPoints, words: Catalogue) -> str:
    tier = masked(told_tier(told.next_tier, words))
    if not told.missing:
        return words.say("paper.points.reached", tier=tier)
    spend = told.measure == "spend"
    missing = sayings.yuan(told.missing) if spend else sayings.number(told.missing)
    return words.say(f"points.to_next.{told.measure}", missing=missing, tier=tier)


def _say(words: Catalogue, key: str, count: int) -> str:
    return words.say(f"paper.points.{key}", n=sayings.number(count))
