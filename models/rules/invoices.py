"""发票: whether a tax number and an invoice number can be what they are said to be. Nothing is looked up.

A tax number has 15, 17, 18 or 20 characters. The one of 18 is the unified social credit code, whose last
character is reckoned from the others (GB 32100-2015, 4.6 and table 3); the others are older registrations and
numbers made from an identity card, which carry no check of their own.
"""

import re

from models.base.errors import Refused
from models.base.text import half_width

TITLE_MOST = 60
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015, table 2: the characters by value; I, O, S, V and Z are not used."""
_FORMS = {
    15: re.compile(r"[0-9]{6}[0-9A-Z]{9}"),
    17: re.compile(r"[0-9]{15}[0-9A-Z]{2}"),
    18: re.compile(f"[{_SIGNS}]{{2}}[0-9]{{6}}[{_SIGNS}]{{10}}"),
    20: re.compile(r"[0-9]{17}[0-9X][0-9A-Z]{2}"),
}
_NUMBER = re.compile(r"[0-9]{8,20}")
_BETWEEN = re.compile(r"[\s·.-]")


def tax_number(typed: str) -> str:
    """The tax number in capitals without spaces; "" where none was typed (a private person's invoice).

    Raises Refused("invoice.tax_length" | "invoice.tax_form" | "invoice.tax_check").
    """
    plain = _plain(typed)
    if not plain:
        return ""
    form = _FORMS.get(len(plain))
    if form is None:
        raise Refused("invoice.tax_length", field="tax_number", has=len(plain))
    if form.fullmatch(plain) is None:
        raise Refused("invoice.tax_form", field="tax_number")
    if len(plain) == 18 and check_sign(plain[:17]) != plain[17]:
        raise Refused("invoice.tax_check", field="tax_number")
    return plain


def check_sign(first: str) -> str:
    """The 18th character of a unified social credit code, from the 17 before it.

    GB 32100-2015, 4.6: each value times 3^(place-1) mod 31, summed; 31 minus the rest by 31, where 31 is 0.
    """
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
    return _SIGNS[-total % 31]


def invoice_number(typed: str) -> str:
    """The invoice's number as printed on it, 8 to 20 digits; "" where it is not issued yet.

    Raises Refused("invoice.number").
    """
    plain = _plain(typed)
    if plain and _NUMBER.fullmatch(plain) is None:
        raise Refused("invoice.number", field="number")
    return plain


def _plain(typed: str) -> str:
    return _BETWEEN.sub("", half_width(typed)).upper()
