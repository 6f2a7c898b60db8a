"""Reading what a hand or an IME types: full-width signs become ASCII, money and quantities integers.

Pure text functions. Money is integer fen, quantities are integer thousandths.
"""

import re

_FOLDED = str.maketrans(
    "０１２３４５６７８９．。，、－＋＊／　：（）ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ",
    "0123456789..,,-+*/ :()ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)
_MONEY = re.compile(r"(-?)(\d*)(?:\.(\d{0,2}))?")
_QUANTITY = re.compile(r"(\d*)(?:\.(\d{0,3}))?")


def fold(typed: str) -> str:
    """Turn full-width digits, letters and signs into ASCII, and the Chinese stop into a decimal point."""
    return typed.translate(_FOLDED)


def fen_of(typed: str) -> int | None:
    """Read money: ``12.5`` → 1250, ``2,241`` → 224100; None where it is not an amount of whole fen."""
    matched = _MONEY.fullmatch(fold(typed).replace(",", "").replace("¥", "").strip())
    if not matched or not (matched[2] or matched[3]):
        return None
    amount = int(matched[2] or 0) * 100 + int((matched[3] or "").ljust(2, "0"))
    return -amount if matched[1] else amount


def milli_of(typed: str) -> int | None:
    """Read a quantity: ``1.5`` → 1500; None where it is not a number with at most three decimals."""
    matched = _QUANTITY.fullmatch(fold(typed).replace(",", "").strip())
    if not matched or not (matched[1] or matched[2]):
        return None
    return int(matched[1] or 0) * 1000 + int((matched[2] or "").ljust(3, "0"))
