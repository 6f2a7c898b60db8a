"""Members: card numbers, the lists one chooses from, and who may be the same person.

Must not merge anyone: it names candidates and why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from models.base.codes import DESKS, desk_letter
from models.base.errors import Refused
from models.base.text import half_width
from models.rules.search import squash

CUSTOMER_TYPES = ("family", "premium", "business")
SOURCES = (
    "acquaintance",
    "referral",
    "passing",
    "estate",
    "flyer",
    "wechat",
    "platform",
    "search",
    "phone_book",
    "partner",
    "event",
    "other",
)
"""How a member found the shop; referral names the member who brought them."""
CONSENT_PURPOSES = ("service", "marketing")
CONSENT_CHANNELS = ("counter", "phone", "paper", "wechat")
DEVICE_CATEGORIES = (
    "ac",
    "fridge",
    "washer",
    "heater",
    "hood",
    "stove",
    "tv",
    "microwave",
    "purifier",
    "computer",
    "lock",
    "plumbing",
    "electrics",
    "furniture",
    "other",
)

CARD_DIGITS = 8
CARDS_A_DESK = 2_999_999
_FIRST_CARD = 10_000_000
_FIRST_DESK_SPAN = 26
_SPANS = 30
_SPAN = 3_000_000


def card_number(desk: int, running: int) -> str:
    """The card of a desk's ``running``-th member (1..2,999,999): 8 digits, never a leading zero.

    Each desk has a span of three million of its own, so that two desks never give out the same:
    desk A begins at 8800 0001. Raises ValueError for a desk, Refused ``member.cards_used_up``.
    """
    desk_letter(desk)
    if running < 1:
        raise ValueError(f"no such card: {running}")
    if running > CARDS_A_DESK:
        raise Refused("member.cards_used_up", most=CARDS_A_DESK)
    span = (_FIRST_DESK_SPAN + desk - 1) % _SPANS
    return str(_FIRST_CARD + span * _SPAN + running)


def card_desk(card: str) -> int | None:
    """The desk that gave out ``card``; None where none did."""
    if len(card) != CARD_DIGITS or not (card.isascii() and card.isdigit()) or card[0] == "0":
        return None
    span, running = divmod(int(card) - _FIRST_CARD, _SPAN)
    desk = (span - _FIRST_DESK_SPAN) % _SPANS + 1
    return desk if running and desk <= DESKS else None


def parse_card(text: str, *, field: str = "card") -> str:
    """A card number as typed (``8800 1206``), 8 digits. Raises Refused ``member.card``."""
    card = "".join(half_width(text).split())
    if card_desk(card) is None:
        raise Refused("member.card", field=field, has=len(card))
    return card


Reason = Literal["phone", "name_address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is compared: phones normalised (rules/phones.py), names and addresses as stored."""

    id: str
    name: str
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody on file who may be the same, and why."""

    id: str
    reason: Reason


def duplicates(draft: Person, others: Iterable[Person]) -> tuple[Duplicate, ...]:
    """Those of ``others`` who share a phone, or both name and an address, phones first.

    Names and addresses are compared without spaces, signs, case and width. The draft's own id
    never counts.
    """
    found = []
    for other in others:
        reason = _reason(draft, other) if other.id != draft.id else None
        if reason is not None:
            found.append(Duplicate(other.id, reason))
    return tuple(sorted(found, key=lambda one: one.reason != "phone"))


def _reason(draft: Person, other: Person) -> Reason | None:
    if set(draft.phones) & set(other.phones):
        return "phone"
    same_name = squash(draft.name) == squash(other.name) != ""
    places = {squash(address) for address in draft.addresses} - {""}
    if same_name and places & {squash(address) for address in other.addresses}:
        return "name_address"
    return None
