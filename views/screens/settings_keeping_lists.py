"""The rows of the backup settings: a place with where it is, a generation with what was proved of it."""

from dataclasses import dataclass
from datetime import tzinfo

from views import clock, sayings
from views.keeping import Generation
from views.screens import backup_words
from views.texts import t
from views.widgets.lists import RowDelegate, RowPen

ICONS = {"success": "check", "danger": "alert", "warning": "info"}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as it is shown."""

    id: str
    label: str
    where: str
    tone: str
    stick: bool


class PlaceDelegate(RowDelegate):
    """Name above, where it is below."""

    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: PlaceRow) -> None:
        pen.icon(14, "backup" if row.stick else "box")
        pen.text(42, 0, row.label, style="body.strong", lift=10)
        pen.text(42, 0, row.where, style="label", tone=row.tone, lift=-11)


class GenerationDelegate(RowDelegate):
    """When it was made and what is in it, and below what was proved of it."""

    height = "row.list2"
    ruled = True

    def __init__(self, zone: tzinfo, *, strangers: bool = True) -> None:
        super().__init__()
        self._zone, self._strangers = zone, strangers

    def draw_row(self, pen: RowPen, row: Generation) -> None:
        now = clock.now()
        words, tone = t("backups.restore.proved", name=row.shop_name), "text.secondary"
        if self._strangers:  # on a PC without a shop every backup would be one
            words, tone = backup_words.proved(row, self._zone, now)
        pen.icon(14, ICONS.get(tone, "lock"), tone=tone)
        x = pen.text(
            42, 0, sayings.moment(row.made_at, self._zone, now), style="body.strong", lift=10
        )
        pen.text(x + 10, 0, backup_words.counts(row), style="label", tone="text.secondary", lift=10)
        pen.text(42, 0, words, style="label", tone=tone, lift=-11)
