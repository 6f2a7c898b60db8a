"""The icon of each way to pay. No Qt."""

from typing import Final

ICONS: Final = {
    "cash": "cash",
    "wechat": "scan",
    "alipay": "qr",
    "card": "wallet",
    "deposit": "check",
    "account": "user",
    "points": "points",
    "coupon": "ticket",
    "visit": "list",
    "stored": "pot",
    "stored_gift": "heart",
}
