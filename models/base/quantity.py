"""Quantities as integer thousandths (pieces, hours, kg, m³): reading and writing.

Must not use floating point.
"""

import re

from models.base.errors import Refused
from models.base.money import plain_number

ONE = 1000
MAX_QUANTITY = 999_999_999
"""999,999.999: the most one line may count."""

_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.([0-9]*))?")


def parse_quantity(text: str, *, field: str, zero: bool = False) -> int:
    """Thousandths from what was typed: ``2``, ``1.5``, full-width digits, ``。`` as the point.

    Raises Refused ``quantity.empty``, ``quantity.not_a_number``, ``quantity.decimals``,
    ``quantity.zero`` (unless ``zero``) or ``quantity.too_large`` (``most`` in thousandths).
    """
    plain = plain_number(text)
    if not plain:
        raise Refused("quantity.empty", field=field)
    found = _NUMBER.fullmatch(plain)
    if found is None or plain == ".":
        raise Refused("quantity.not_a_number", field=field, typed=text.strip()[:20])
    decimals = found.group(1) or ""
    if len(decimals) > 3:
        raise Refused("quantity.decimals", field=field)
    whole = plain.partition(".")[0].replace(",", "")
    if len(whole.lstrip("0")) > 6:
        raise Refused("quantity.too_large", field=field, most=MAX_QUANTITY)
    milli = int(whole or "0") * ONE + int(decimals.ljust(3, "0"))
    if milli == 0 and not zero:
        raise Refused("quantity.zero", field=field)
    return milli


def quantity_text(milli: int) -> str:
    """``1500`` as ``1.5``, ``2000`` as ``2``: no zeros at the end, no grouping."""
    whole, rest = divmod(abs(milli), ONE)
    decimals = f".{rest:03d}".rstrip("0.")
    return f"{'-' if milli < 0 else ''}{whole}{decimals}"
