"""The change, large: what comes back, or what is missing, as the rules reckoned it. It reckons nothing."""

from PySide6.QtCore import Qt

from models.base.documents import TenderKind
from models.base.errors import Refused
from models.rules.checkout import Settled
from views import sayings, theme
from views.texts import t
from views.widgets.panel import Inset
from views.widgets.text import Eliding, Fitting


class ChangeBox(Inset):
    """Green with the change; amber with what is missing; plain where there is nothing to give back."""

    def __init__(self) -> None:
        super().__init__("plain")
        self.words, self.amount = Eliding(style="body", size=16), Fitting(style="amount", size=40)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.row.addWidget(self.words, 1)
        self.row.addWidget(self.amount)

    def write(self, words: str, fen: int | None, tone: str) -> None:
        """Write a word and an amount in a tone of Inset."""
        self.set_tone(tone)
        ink = tone if tone != "plain" else "text.secondary"
        self.words.setText(words)
        self.words.set_tone(ink)
        self.amount.set_tone(ink)
        self.amount.setVisible(fen is not None)
        told = sayings.money(fen) if fen is not None else ""
        self.amount.setText(told)
        self.setAccessibleName(f"{words} {told}".strip())

    def show_settled(self, done: Settled, kind: TenderKind, *, left: int) -> None:
        """The change; else what the clerk looks at, and for stored value what is ``left`` of it, fen."""
        if done.change or kind == "cash":
            self.write(t("checkout.change"), done.change, "success")
        elif kind == "stored":
            self.write(t("checkout.look.stored", left=sayings.yuan(left)), None, "plain")
        else:
            self.write(t(f"checkout.look.{kind}"), None, "plain")

    def show_missing(self, refused: Refused) -> None:
        """What is short or over, as the rules refused it; else that an amount is to be typed."""
        if "short" in refused.values:
            self.write(t("checkout.short"), refused.values["short"], "warning")
        elif "over" in refused.values:
            self.write(t("checkout.over"), refused.values["over"], "warning")
        else:
            self.write(t("checkout.type_amount"), None, "plain")

    def restyle(self) -> None:
        super().restyle()
        self.setFixedHeight(theme.px(68 if theme.current().factor < 1.5 else 54))
        self.row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
