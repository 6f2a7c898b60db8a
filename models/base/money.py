"""Money as integer fen: reading, writing, rounding and splitting, each rule written once.

Must not use floating point anywhere.
"""

import re
from collections.abc import Sequence

from models.base.errors import Refused
from models.base.text import half_width

MAX_FEN = 9_999_999_999
"""99,999,999.99 yuan: the most one amount may be."""

_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.([0-9]*))?")


def parse_fen(text: str, *, field: str, negative: bool = False) -> int:
    """Fen from what was typed: ``1234.50``, ``¥1,234.5``, full-width digits, ``。`` as the point.

    Raises Refused ``money.empty``, ``money.not_a_number``, ``money.decimals``, ``money.negative``
    or ``money.too_large`` (``most`` in fen).
    """
    plain = plain_number(text).removesuffix("元")
    sign, digits = _signed(plain)
    if not digits:
        raise Refused("money.empty", field=field)
    found = _NUMBER.fullmatch(digits)
    if found is None or digits == ".":
        raise Refused("money.not_a_number", field=field, typed=text.strip()[:20])
    decimals = found.group(1) or ""
    if len(decimals) > 2:
        raise Refused("money.decimals", field=field)
    whole = digits.partition(".")[0].replace(",", "")
    if len(whole.lstrip("0")) > 8:
        raise Refused("money.too_large", field=field, most=MAX_FEN)
    fen = sign * (int(whole or "0") * 100 + int(decimals.ljust(2, "0")))
    if fen < 0 and not negative:
        raise Refused("money.negative", field=field)
    return fen


def _signed(plain: str) -> tuple[int, str]:
    """-1 or 1 and what follows the sign and ¥, in either order."""
    for start in ("-¥", "¥-", "-"):
        if plain.startswith(start):
            return -1, plain[len(start) :]
    return 1, plain.removeprefix("¥")


def plain_number(text: str) -> str:
    """Typed digits in ASCII: full-width folded, ``。`` to a point, ``￥`` to ``¥``, no spaces."""
    folded = half_width(text).replace("。", ".").replace("￥", "¥").replace("\u2212", "-")
    return "".join(folded.split())


def fen_text(fen: int) -> str:
    """``124600`` as ``1,246.00``; the sign in front where negative."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def round_half_up(numerator: int, denominator: int) -> int:
    """The nearest integer to ``numerator / denominator``, a half away from zero.

    Away from zero, so that a reversal is exactly the negative of what it takes back:
    ``round_half_up(-n, d) == -round_half_up(n, d)``. Raises ZeroDivisionError.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -size if numerator < 0 else size


def split(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in shares by ``weights`` (each ≥ 0), largest remainder, ties to the earlier place.

    Sums exactly to ``total``; a zero weight gets nothing; a negative total is the mirror of its
    positive. Raises ValueError for a negative weight or where there is nothing to split over.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    if total == 0:
        return [0] * len(weights)
    whole = sum(weights)
    if whole == 0:
        raise ValueError("nothing to split over")
    if total < 0:
        return [-share for share in split(-total, weights)]
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def amount_of(price: int, quantity: int) -> int:
    """Fen for ``quantity`` thousandths at ``price`` fen a unit, rounded half up once."""
    return round_half_up(price * quantity, 1000)
