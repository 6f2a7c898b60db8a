"""How a discount is typed and told. Chinese counts what is paid (95 折), English what is taken off (5%)."""

import re

from models.rules.checkout import NO_DISCOUNT, PER_MILLE, Discount
from views import sayings, texts
from views.texts import t
from views.widgets.folding import fen_of, fold

_FOLD = re.compile(r"(\d{1,2}(?:\.\d)?)折?")
_PER_CENT = re.compile(r"(\d{1,3}(?:\.\d)?)%")
_WHOLE = frozenset(("0", "10", "100", "10折", "100折"))
_AMOUNT = re.compile(r"(?:-|减|¥|-¥)(\d+(?:\.\d{1,2})?)元?|(\d+(?:\.\d{1,2})?)元")


def read_discount(typed: str) -> Discount | None:
    """Read what was typed: ``95``, ``9.5``, ``95 折``, ``5%``, ``-20``, ``20元``; empty is none.

    A bare number is 折 in Chinese (8 and 80 are 80 %) and per cent off in English. None where it is
    nothing of these.
    """
    said = fold(typed).replace(" ", "").replace(",", "").lower().removesuffix("off")
    chinese = texts.language() == "zh"
    if not said or (chinese and said in _WHOLE):
        return NO_DISCOUNT
    if matched := _AMOUNT.fullmatch(said):
        return Discount(fen=fen_of(matched[1] or matched[2]) or 0)
    if not chinese and said.replace(".", "", 1).isdecimal():
        said += "%"
    if matched := _PER_CENT.fullmatch(said):
        off = _tenths(matched[1])
        return Discount(per_mille=off) if off <= PER_MILLE else None
    if matched := _FOLD.fullmatch(said):
        paid = _tenths(matched[1])
        paid = paid * 10 if paid < 100 else paid
        return Discount(per_mille=PER_MILLE - paid)
    return None


def _tenths(number: str) -> int:
    """``95`` → 950, ``9.5`` → 95: tenths of a per cent."""
    whole, _, rest = number.partition(".")
    return int(whole) * 10 + int(rest or "0")


def tell_discount(discount: Discount) -> str:
    """Tell a discount as it stands in a cell: ``95 折``, ``-20.00``, "" for none."""
    if discount.fen:
        return sayings.money(-discount.fen)
    if not discount.per_mille:
        return ""
    if texts.language() == "zh" and PER_MILLE - discount.per_mille < 100:
        return f"{_plain(discount.per_mille)}%"  # under one tenth 折 is ambiguous
    tell = _paid if texts.language() == "zh" else _plain
    return t("checkout.off", n=tell(discount.per_mille))


def _paid(per_mille: int) -> str:
    """What is paid, as 折: 50 off → 95, 200 → 8, 125 → 87.5."""
    left = PER_MILLE - per_mille
    return str(left // 100) if left % 100 == 0 else _plain(left)


def _plain(per_mille: int) -> str:
    whole, rest = divmod(per_mille, 10)
    return f"{whole}.{rest}" if rest else str(whole)
