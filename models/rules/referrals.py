"""Who may be the one that brought a new member, and what about it somebody has to look at first."""

from collections.abc import Collection
from typing import Literal

Flag = Literal["", "same_phone", "same_household", "same_address"]


def flag(
    *,
    phones: tuple[Collection[str], Collection[str]],
    households: tuple[str | None, str | None],
    addresses: tuple[Collection[str], Collection[str]],
) -> Flag:
    """Why the two may be one person, each given as new member and referrer; empty where nothing is odd."""
    if set(phones[0]) & set(phones[1]):
        return "same_phone"
    if households[0] is not None and households[0] == households[1]:
        return "same_household"
    mine, theirs = ({_folded(text) for text in side} - {""} for side in addresses)
    return "same_address" if mine & theirs else ""


def _folded(address: str) -> str:
    """An address without what people write differently: spaces, full-width signs, case."""
    return "".join(address.split()).translate(_FULL_WIDTH).casefold()


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
