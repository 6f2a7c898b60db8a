"""Cells of a spreadsheet as what they mean: text, phones, days, money. What a spreadsheet has spoilt is mended

where the cell still holds it, and refused with the reason where it does not. Never guesses a lost digit.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from models.base.days import EARLIEST, LATEST, parse_day
from models.base.errors import Refused
from models.base.money import parse_fen
from models.base.sheet import Cell, Odd
from models.base.text import half_width
from models.rules.members import card_desk
from models.rules.phones import parse_phone

EXACT_MOST = 10**15
"""A spreadsheet keeps 15 digits of a number; what is longer has lost its end."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is run by a spreadsheet (SAFETY.md, "Hostile input")."""
PHONES_MOST = 5
SERIAL_DAYS = (1000, 73050)
"""Days since 30 December 1899 that are taken for a day: 1902 to 2099. Smaller numbers mean something else."""

_KEPT_AS_TEXT = tuple(f"'{sign}" for sign in FORMULA_STARTS)
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d*))?[eE]\+?(\d{1,2})")
_APART = re.compile(r"[、;；/|\n]+|,(?=\s*\+?\d{7})|，")
_BLANKS = re.compile(r"\s+")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)")
_CLOCK = re.compile(r"[T\s]+\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?)?\s*$")
_PACKED = re.compile(r"(?:19|20)\d{6}")
_EPOCH = date(1899, 12, 30)
_TOTAL = re.compile(
    r"(?:本页|本月|本表|全部|总|grand)?(?:合计|小计|总计|共计|累计|总数|total|subtotal|sum|totals|grandtotal)"
    r"(?:金额|人数|户数|数量)?[:：]?[\d.,¥元人户位台项条个件]*",
    re.IGNORECASE,
)


def text(cell: Cell, *, field: str, exact: bool = False) -> str:
    """A cell as text. With ``exact`` a number whose digits matter (serial, code) is refused where some are lost.

    Raises Refused "import.formula" | "import.error_value" | "import.digits_lost" beside ``field``.
    """
    if isinstance(cell, str):
        if _ERROR.fullmatch(cell):
            raise Refused("import.error_value", field=field)
        said = cell[1:] if cell.startswith(_KEPT_AS_TEXT) else cell
        return _unfolded(said, field=field) if exact else said
    if cell is None:
        return ""
    if isinstance(cell, Odd):
        raise Refused(
            "import.formula" if cell is Odd.UNCOUNTED else "import.error_value", field=field
        )
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return number(cell, field=field)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat()


def number(cell: int | float, *, field: str) -> str:
    """A number in digits, without the point of a whole one. Refused("import.digits_lost") past 15 digits."""
    if abs(cell) >= EXACT_MOST or cell != cell:
        raise Refused("import.digits_lost", field=field)
    if isinstance(cell, int) or cell.is_integer():
        return str(int(cell))
    return format(Decimal(repr(cell)), "f")


def _unfolded(said: str, *, field: str) -> str:
    """``1.38123456789E+11`` with all its digits; Refused("import.digits_lost") where some are not there."""
    found = _SCIENTIFIC.fullmatch(half_width(said).strip())
    if found is None:
        return said
    first, rest, exponent = found.group(1), found.group(2) or "", int(found.group(3))
    if len(rest.rstrip("0")) > exponent or len(rest) < exponent or exponent < 5:
        raise Refused("import.digits_lost", field=field)
    return first + rest[:exponent]


def phones(cell: Cell, *, field: str) -> tuple[str, ...]:
    """The phones in a cell, as stored, each once: several may stand in one, with 、 / ; or a line between.

    A number that lost its leading zero gets it back where only a landline fits. Raises Refused as :func:`text`
    and parse_phone do, and "import.phones_many" (``most``).
    """
    said = text(cell, field=field, exact=True).strip()
    if not said:
        return ()
    try:
        return (_phone(said, numeric=not isinstance(cell, str), field=field),)
    except Refused:
        parts = [part for part in _APART.split(said) if part.strip()]
        if len(parts) == 1:
            parts = _by_blanks(said)
        if len(parts) == 1:
            raise
    found = dict.fromkeys(_phone(part.strip(), numeric=False, field=field) for part in parts)
    if len(found) > PHONES_MOST:
        raise Refused("import.phones_many", field=field, most=PHONES_MOST)
    return tuple(found)


def _by_blanks(said: str) -> list[str]:
    """Apart at blanks, where what stands between them is long enough to be a phone of its own."""
    parts = _BLANKS.split(said)
    return parts if all(len(re.sub(r"\D", "", part)) >= 7 for part in parts) else [said]


def _phone(said: str, *, numeric: bool, field: str) -> str:
    try:
        return parse_phone(said, field=field).stored
    except Refused:
        bare = said.removesuffix(".0")
        if numeric or bare != said or bare.isdecimal():
            zero = _with_zero(bare)
            if zero:
                return zero
            if bare != said:
                return parse_phone(bare, field=field).stored
        raise


def _with_zero(digits: str) -> str:
    """A landline whose zero a spreadsheet took for nothing; "" where a mobile may be meant."""
    plausible = digits.startswith("10") or digits[:1] in "23456789"
    if not (plausible and digits.isascii() and digits.isdecimal() and len(digits) in (10, 11)):
        return ""
    try:
        found = parse_phone(f"0{digits}")
    except Refused:
        return ""
    return found.stored if found.kind == "landline" else ""


def day(cell: Cell, *, field: str) -> date | None:
    """The day in a cell: 2026-6-1, 2026/6/1, 2026年6月1日, 20260601, or a spreadsheet's own count of days.

    A time of day behind it is left out; a day needs its year. Raises Refused "day.…" and as :func:`text`.
    """
    if isinstance(cell, datetime):
        return _in_range(cell.date(), field=field)
    if isinstance(cell, date):
        return _in_range(cell, field=field)
    if isinstance(cell, time):
        raise Refused("day.unknown", field=field)
    said = half_width(text(cell, field=field)).strip()
    if not said:
        return None
    said = _CLOCK.sub("", said)
    if re.fullmatch(r"\d{4,5}(?:\.\d+)?", said):
        return _serial(int(said.partition(".")[0]), field=field)
    if re.fullmatch(r"\d{8}(?:\.0+)?", said):
        said = said[:8]
    if re.fullmatch(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?", said):
        raise Refused("import.year_missing", field=field)
    return parse_day(said, field=field, today=EARLIEST)


def _serial(days: int, *, field: str) -> date:
    least, most = SERIAL_DAYS
    if not least <= days <= most or 1900 <= days <= 2099:  # a year alone is no day
        raise Refused("day.unknown", field=field)
    return _in_range(_EPOCH + timedelta(days=days), field=field)


def _in_range(found: date, *, field: str) -> date:
    if not EARLIEST <= found <= LATEST:
        raise Refused("day.range", field=field)
    return found


def money(cell: Cell, *, field: str) -> int | None:
    """Fen in a cell; None where it is empty. A number is taken to the fen, rests of reckoning left out.

    Raises Refused "money.…" and as :func:`text`.
    """
    if isinstance(cell, float):
        near = round(cell, 2)
        if abs(cell - near) < 1e-6:
            return parse_fen(f"{near:.2f}", field=field)
    said = text(cell, field=field).strip()
    said = re.sub(r"元?/\S{1,4}$|元$|起$", "", said).strip() if isinstance(cell, str) else said
    return parse_fen(said, field=field) if said else None


_SPANS = {"": 1, "天": 1, "日": 1, "days": 1, "day": 1, "d": 1, "周": 7, "个月": 30, "月": 30,
          "months": 30, "month": 30, "年": 365, "years": 365, "year": 365}  # fmt: skip
_SPAN = re.compile(r"([0-9]+|[一二两三半])\s*(\D*)")
_HAN = {"一": 1, "二": 2, "两": 2, "三": 3}


def days(cell: Cell, *, field: str) -> int:
    """A length in days: 90, 90 天, 3 个月 (30 days each), 12 个月 and 一年 (365). Empty and 无 are none.

    Raises Refused "import.days".
    """
    said = half_width(text(cell, field=field)).strip().casefold()
    if said in ("", "无", "不保", "不保修", "-", "none", "no"):
        return 0
    if said in ("半年", "半 年"):
        return 180
    found = _SPAN.fullmatch(said.removesuffix(".0"))
    if found is None or found.group(2).strip() not in _SPANS or found.group(1) == "半":
        raise Refused("import.days", field=field, typed=said[:20])
    amount = _HAN[found.group(1)] if found.group(1) in _HAN else int(found.group(1)[:6])
    span = _SPANS[found.group(2).strip()]
    if span == _SPANS["月"] and amount % 12 == 0:
        return amount // 12 * _SPANS["年"]
    return amount * span


def is_total(cells: list[str]) -> bool:
    """Whether a row sums up others: what stands first in it is 合计, 小计, 总计, total, alone or with its sum."""
    first = next((said for said in cells if said.strip()), "")
    return bool(_TOTAL.fullmatch("".join(half_width(first).split())))


_SIGNS = re.compile(r"[\W_]+")


def same_words(said: str) -> str:
    """A name or an address as two of them are compared: without blanks, signs, case and width."""
    return _SIGNS.sub("", half_width(said).casefold())


# What a column seems to hold, where no title says it


def _looks_like_phone(cell: Cell) -> bool:
    try:
        found = phones(cell, field="")
    except Refused:
        return False
    return bool(found) and all(len(phone) >= 10 for phone in found)


def _looks_like_name(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", cell.strip()))


def _looks_like_address(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(
        re.search(r"[\u4e00-\u9fff].*(?:路|街|弄|巷|小区|里|园|村|号|栋|幢|室)", cell)
    )


def _looks_like_card(cell: Cell) -> bool:
    try:
        return card_desk("".join(text(cell, field="").split())) is not None
    except Refused:
        return False


def _looks_like_money(cell: Cell) -> bool:
    try:
        return money(cell, field="") is not None
    except Refused:
        return False


LOOKS: Mapping[str, Callable[[Cell], bool]] = {
    "phone": _looks_like_phone,
    "card": _looks_like_card,
    "name": _looks_like_name,
    "address": _looks_like_address,
    "price": _looks_like_money,
}
