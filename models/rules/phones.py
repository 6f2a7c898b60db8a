"""Phone numbers as people type them: normalised, told apart by kind, masked.

Must not know members. Rules: the numbering plan of mainland China; E.164 for all else.
"""

import re
from dataclasses import dataclass
from typing import Literal

from models.base.errors import Refused
from models.base.text import half_width

Kind = Literal["mobile", "landline", "local", "service", "short", "foreign"]

MOBILE_DIGITS = 11
TAIL = 4
MASK = "*"
"""The sign that hides a digit; no phone is typed with it."""

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−－().·/]+")
_EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|[x#,])\s*([0-9]{1,6})$")
_SHORT = re.compile(r"1(?:10|12|14|19|20|22)|12[0-9]{3}|1(?:00|06|16|18)[0-9]{2}|9[56][0-9]{3}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AREA3 = re.compile(r"0(?:10|2[0-9])")


@dataclass(frozen=True, slots=True)
class Phone:
    """``number`` as it is stored and compared: digits, with + in front where foreign."""

    number: str
    kind: Kind
    extension: str = ""

    @property
    def stored(self) -> str:
        """What a file keeps: the number, and its extension behind an x (01055508600x12)."""
        return f"{self.number}x{self.extension}" if self.extension else self.number


def parse_phone(text: str, *, field: str = "phone") -> Phone:
    """The phone typed as ``text``: full width, spaces, dashes, +86, 0086, ``转 12`` are understood.

    Raises Refused ``phone.empty``, ``phone.letters`` (``typed``), ``phone.prefix``,
    ``phone.too_short`` and ``phone.too_long`` (``digits`` it has, ``needs`` as text).
    """
    typed = half_width(text).strip().lower()
    found = _EXTENSION.search(typed)
    extension = found.group(1) if found else ""
    digits = _SEPARATORS.sub("", typed[: found.start()] if found else typed)
    if not digits:
        raise Refused("phone.empty", field=field)
    wrong = re.search(r"[^0-9+]|(?<!^)\+", digits)
    if wrong is not None:
        raise Refused("phone.letters", field=field, typed=wrong.group())
    home, foreign = _without_country(digits)
    if foreign:
        return Phone(_foreign(foreign, field=field), "foreign", extension)
    return Phone(home, _home_kind(home, field=field), extension)


def _without_country(digits: str) -> tuple[str, str]:
    """The number at home and "", or "" and the digits of a foreign number without + or 00."""
    if digits.startswith("+"):
        digits = f"00{digits[1:]}"
    if digits.startswith("0086"):
        rest = digits[4:]
        known = rest.startswith("0") or _MOBILE.fullmatch(rest) or _SERVICE.fullmatch(rest)
        trunk = "" if known or len(rest) < 10 else "0"  # +86 10 … is 010 … at home
        return trunk + rest, ""
    if digits.startswith("00"):
        return "", digits[2:]
    if digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
        return digits[2:], ""
    return digits, ""


def _foreign(digits: str, *, field: str) -> str:
    if digits.startswith("0"):
        raise Refused("phone.prefix", field=field)
    _length(digits, 7, 15, field=field)
    return f"+{digits}"


def _home_kind(digits: str, *, field: str) -> Kind:
    if _SHORT.fullmatch(digits):
        return "short"
    if digits.startswith("1"):
        if len(digits) >= 2 and digits[1] not in "3456789":
            raise Refused("phone.prefix", field=field)
        _length(digits, MOBILE_DIGITS, MOBILE_DIGITS, field=field)
        return "mobile"
    if digits.startswith("0"):
        three = _AREA3.match(digits)
        _length(digits, 11, 11 if three else 12, field=field)
        return "landline"
    if digits.startswith(("400", "800")) and len(digits) > 8:
        _length(digits, 10, 10, field=field)
        return "service"
    if digits.startswith("9"):
        raise Refused("phone.prefix", field=field)
    _length(digits, 7, 8, field=field)
    return "local"


def _length(digits: str, least: int, most: int, *, field: str) -> None:
    if least <= len(digits) <= most:
        return
    code = "phone.too_short" if len(digits) < least else "phone.too_long"
    needs = str(least) if least == most else f"{least}-{most}"
    if code == "phone.too_short":
        raise Refused("phone.too_short", field=field, digits=len(digits), needs=needs)
    raise Refused("phone.too_long", field=field, digits=len(digits), needs=needs)


def masked(number: str) -> str:
    """``number`` with its middle hidden: 138****8000, 010****8600, ****8600, +****0100.

    Takes any stored or foreign text and never raises: what is not understood shows its last
    digits only, and never more than half of them.
    """
    number = _line(number)
    digits = digits_of(number)
    if number.startswith("+"):
        return f"+{_only_tail(digits)}"
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-TAIL:]}"
    if digits.startswith("0") and len(digits) in (11, 12):
        area = 3 if _AREA3.match(digits) else 4
        return f"{digits[:area]}****{digits[-TAIL:]}"
    return _only_tail(digits)


def _only_tail(digits: str) -> str:
    shown = min(TAIL, len(digits) // 2 + len(digits) % 2 if len(digits) == 7 else len(digits) // 2)
    return f"****{digits[len(digits) - shown :]}"


def tail(number: str) -> str:
    """The last four digits, fewer where there are fewer; an extension does not count."""
    return digits_of(_line(number))[-TAIL:]


def _line(number: str) -> str:
    """A stored number without its extension."""
    return number.partition("x")[0]


def digits_of(text: str) -> str:
    """The ASCII digits in ``text``, full width folded, and nothing else."""
    if text.isascii() and text.isdecimal():  # nearly every stored number
        return text
    return "".join(character for character in half_width(text) if character in "0123456789")


def phone_text(number: str) -> str:
    """A full number in groups, for the one place that may show it: 138 1234 8000, 010-5550 8600 x12."""
    number, mark, extension = number.partition("x")
    return f"{_grouped(number)} x{extension}" if mark else _grouped(number)


def _grouped(number: str) -> str:
    if _MOBILE.fullmatch(number):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if _SERVICE.fullmatch(number):
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    if number.startswith("0") and len(number) in (11, 12):
        area = 3 if _AREA3.match(number) else 4
        return f"{number[:area]}-{number[area:-TAIL]} {number[-TAIL:]}"
    if number.isdigit() and len(number) in (7, 8):
        return f"{number[:-TAIL]} {number[-TAIL:]}"
    return number
