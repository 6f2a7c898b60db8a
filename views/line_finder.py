"""A field that finds what a line may be: an item of the price list, a package, an add-on of one."""

from models.services import line_offers
from models.services.line_offers import Offer
from views import sayings
from views.finder import SHOWN, Finder
from views.tasks import Tasks
from views.texts import t
from views.widgets.lists import RowDelegate, RowPen


class OfferDelegate(RowDelegate):
    """Name, code, price; a package and an add-on say so in a word."""

    def draw_row(self, pen: RowPen, row: Offer) -> None:
        pen.at_right(sayings.money(row.amount), style="body")
        x = pen.text(16, 0, row.name, style="body.strong")
        pen.text(x + 10, 0, quiet_words(row), style="label", tone="text.secondary")


def quiet_words(row: Offer) -> str:
    """The code, and what it is where it is no plain item."""
    words = {
        "package": t("packages.offer.package", count=len(row.lines)),
        "addon": t("packages.offer.addon", of=row.of),
    }
    return t("words.list_comma").join(part for part in (row.code, words.get(row.kind, "")) if part)


def sentence(row: Offer) -> str:
    """Say a row found to a screen reader."""
    return f"{row.name} {quiet_words(row)} {sayings.money(row.amount)}"


class OfferFinder(Finder):
    """``picked(Offer)``."""

    def __init__(
        self, tasks: Tasks, *, name: str, hint: str = "", lead: str = "search", key: str = "",
        nothing: str = "search.nothing",
    ) -> None:  # fmt: skip
        super().__init__(
            tasks,
            kind="price",
            name=name,
            hint=hint,
            lead=lead,
            key=key,
            nothing=nothing,
            delegate=OfferDelegate(),
        )
        self.said = sentence

    def look(self, text: str, preedit: str) -> None:
        """Ask for what was typed."""
        self._tasks.ask(
            line_offers.offers,
            text,
            preedit=preedit,
            limit=SHOWN,
            slot=f"find.offer.{id(self)}",
            done=self.found,
        )
