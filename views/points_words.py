"""Points in words: where they came from, until when they are good, what happened to them. No Qt."""

from datetime import date
from typing import Final, Protocol

from models.rules.tiers import Distance
from models.services.points import EntryRow, LotMove, LotRow
from views import sayings, texts
from views.programme_names import segment_name, tier_name
from views.texts import Catalogue

NEAR_DAYS: Final = 30
"""Points that end within so many days are said in amber, with the days that are left."""


_BY_RULE: Final = ("earn", "bonus", "spend", "move_in", "move_out")
"""Kinds of which the rule tells more than the kind does."""


class Sourced(Protocol):
    """What both a lot and an entry say of where points come from."""

    @property
    def kind(self) -> str:
        """earn, bonus, spend …"""

    @property
    def rule(self) -> str:
        """What of the programme it came from."""

    @property
    def number(self) -> str:
        """The bill it belongs to."""

    @property
    def reason(self) -> str:
        """What somebody gave as the reason."""


def happened(row: Sourced, *, words: Catalogue | None = None) -> str:
    """What happened, in two words: 消费得分, 抵款, 过期. What is taken back is not told as earned again."""
    words = words or texts.current()
    key = f"points.rule.{row.rule.partition(':')[0]}"
    if row.rule and row.kind in _BY_RULE and words.has(key):
        return words.say(key)
    return words.say(f"points.kind.{row.kind}")


def why(row: Sourced, *, words: Catalogue | None = None) -> str:
    """The reason behind it: the bill, for whom of the programme, what somebody wrote; in one line."""
    words = words or texts.current()
    whose = row.rule.partition(":")[2]
    parts = [happened(row, words=words)]
    if whose and row.rule.startswith("standing"):
        parts.append(_whom(whose, words))
    if row.number:
        parts.append(words.say("points.bill", number=row.number))
    if row.reason:
        parts.append(row.reason)
    return words.say("words.list_comma").join(parts)


def lot_why(lot: LotRow, *, words: Catalogue | None = None) -> str:
    """As :func:`why`, with the line that earned it."""
    words = words or texts.current()
    told = why(lot, words=words)
    return words.say("words.list_comma").join((told, lot.line)) if lot.line else told


def move_why(row: LotMove | EntryRow, *, words: Catalogue | None = None) -> str:
    """As :func:`why`; a take-back says what of it had expired already."""
    words = words or texts.current()
    told = why(row, words=words)
    lapsed = row.lapsed if isinstance(row, EntryRow) else 0
    if not lapsed:
        return told
    gone = words.say("points.lapsed", n=sayings.number(lapsed))
    return words.say("words.list_comma").join((told, gone))


def ends(lot: LotRow, on: date, *, words: Catalogue | None = None) -> tuple[str, bool]:
    """Until when a lot is good, and whether that is near: 19 天后到期; 26-09-30 到期; 不过期."""
    words = words or texts.current()
    if lot.points < 0:
        return words.say("points.debt"), True
    if lot.first_day > on:
        return words.say("points.pending", day=short_day(lot.first_day)), False
    if lot.last_day is None:
        return words.say("points.never"), False
    left = (lot.last_day - on).days
    if left < 0:
        return words.say("points.ended", day=short_day(lot.last_day)), False
    if left == 0:
        return words.say("points.ends_today"), True
    if left <= NEAR_DAYS:
        return words.say("points.ends_soon", n=left), True
    return words.say("points.ends", day=short_day(lot.last_day)), False


def short_day(on: date) -> str:
    """A day as a column shows it: 26-09-30."""
    return on.strftime("%y-%m-%d")


def distance_words(far: Distance | None, *, words: Catalogue | None = None) -> str:
    """再消费 ¥1,158.00 升铂金; empty at the top."""
    words = words or texts.current()
    if far is None or not far.next_code:
        return ""
    missing = sayings.yuan(far.missing) if far.measure == "spend" else sayings.number(far.missing)
    name = tier_name(far.next_code, far.next_name, words=words)
    return words.say(f"points.to_next.{far.measure}", missing=missing, tier=name)


def _whom(whose: str, words: Catalogue) -> str:
    """Whom a daily bonus was for: a segment or a tier."""
    if words.has(f"programme.segment.{whose}") and not words.has(f"words.tier.{whose}"):
        return segment_name(whose, words=words)
    return tier_name(whose, words=words)
