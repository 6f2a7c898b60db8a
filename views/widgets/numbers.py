"""Fields for whole numbers and for shares of a whole, as the programme of points counts them."""

from PySide6.QtWidgets import QWidget

from views import sayings
from views.widgets.fields import NumberEntry
from views.widgets.folding import fold

SHARE_MOST = 1000
COUNT_MOST = 999_999_999


class CountField(NumberEntry):
    """A whole number: ``value()`` gives it, None while empty or too large to mean anything."""

    def __init__(self, *, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name=name, hint=hint, keep="0123456789,", parent=parent)

    def read(self) -> int | None:
        typed = fold(self.text()).replace(",", "").strip()
        if not typed.isdecimal():
            return None
        return int(typed) if int(typed) <= COUNT_MOST else None

    def tell(self, number: int) -> str:
        return sayings.number(number)


class ShareField(NumberEntry):
    """A share in per mille, typed as per cent: ``30`` → 300, ``12.5%`` → 125."""

    def __init__(self, *, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name=name, hint=hint, keep="0123456789.%", parent=parent)

    def read(self) -> int | None:
        whole, _, rest = fold(self.text()).replace("%", "").strip().partition(".")
        if not whole.isdecimal() or (rest and not rest.isdecimal()) or len(rest) > 1:
            return None
        share = int(whole) * 10 + int(rest or "0")
        return share if share <= SHARE_MOST else None

    def tell(self, number: int) -> str:
        return sayings.share(number)
