"""The top of every paper: the shop as it was on the day the paper was made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopHead:
    """The shop as it stands on top of every paper."""

    name: str
    address: str
    phone: str
    complaint_phone: str
    hours: str
    zone: str
    """IANA zone in which the printed times are told, for example ``Asia/Shanghai``."""
