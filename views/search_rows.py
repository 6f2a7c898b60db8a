"""How a search result is drawn: what was matched stands on amber with a line under it."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter

from models.rules.search_match import Span
from models.services.search import Result
from views import clock, sayings, theme
from views.texts import t
from views.widgets.lists import RowDelegate, RowPen
from views.widgets.status import draw_status


class ResultDelegate(RowDelegate):
    """Members by name, reading, phone, address and last visit; jobs, bills and prices by number and title."""

    height = "row.table"
    ruled = True

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def height_of(self, row: object) -> str:
        """Members stand a little higher: they are what is looked for."""
        if isinstance(row, Result) and row.kind == "member":
            return "button.large"
        return super().height_of(row)

    def draw_row(self, pen: RowPen, row: Result) -> None:
        if row.kind == "member":
            self._member(pen, row)
        else:
            self._record(pen, row)

    def _member(self, pen: RowPen, row: Result) -> None:
        if row.open_jobs:
            words = t("search.open_jobs", count=row.open_jobs)
            pen.at_right(words, tone="accent.text")
        elif row.at is not None:
            words = t("search.last_seen", day=self._day(row.at))
            pen.at_right(words)
        said = _of(row, "pinyin") if row.readings else ()
        marked(
            pen,
            16,
            62,
            sayings.who(row.name),
            () if said else _of(row, "name"),
            style="body.strong",
        )
        marked(pen, 80, 104, row.readings, said, style="label", tone="text.tertiary")
        marked(pen, 190, 100, row.masked, _in_masked(row), style="label")
        words, spans = row.address, _of(row, "address")
        if row.matched_text and not spans:
            words, spans = t("search.matched", text=row.matched_text), ()
        marked(pen, 296, 0, words, spans, style="label")

    def _record(self, pen: RowPen, row: Result) -> None:
        note = ""
        if row.kind == "job":
            at = QPoint(pen.box.left() + theme.px(16), pen.box.center().y() + 1)
            draw_status(pen.painter, at, row.step)
            note = t(f"words.step.{row.step}")
        else:
            pen.icon(16, "price" if row.kind == "price" else "checkout", side=16)
            note = sayings.yuan(row.amount)
        if row.at is not None and row.kind != "price":
            note = f"{self._day(row.at)} {note}"
        pen.at_right(note)
        x = pen.text(44, 136, row.number, style="label")
        x = max(x + 12, 184)
        if row.kind == "price":
            marked(pen, x, 0, sayings.who(row.name), _of(row, "name"), style="body")
            return
        after = marked(
            pen,
            x,
            100,
            sayings.who(row.name) or t("search.walk_in"),
            _of(row, "name"),
            style="body.strong",
        )
        pen.text(after + 8, 0, row.title, style="body", tone="text.secondary")

    def _day(self, at: datetime) -> str:
        today = clock.now().astimezone(self._zone).date()
        return sayings.day(at.astimezone(self._zone).date(), today)


def marked(
    pen: RowPen,
    x: float,
    width: float,
    words: str,
    spans: tuple[tuple[int, int], ...],
    *,
    style: str,
    tone: str = "text",
) -> float:
    """Draw words with what was matched marked; return the unscaled x after them."""
    metrics, painter = theme.metrics(style), pen.painter
    room = theme.px(width) if width else pen.right - pen.box.left() - theme.px(x)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(room, 0))
    left = pen.box.left() + theme.px(x)
    for start, end in spans:
        if start >= len(shown) or shown[start : min(end, len(shown))] != words[start:end]:
            continue
        before = metrics.horizontalAdvance(shown[:start])
        _mark(painter, pen.box, left + before, shown[start:end], style)
    return pen.text(x, width, words, style=style, tone=tone)


def _mark(painter: QPainter, row: QRect, left: int, text: str, style: str) -> None:
    metrics = theme.metrics(style)
    wide, high = metrics.horizontalAdvance(text), metrics.height()
    box = QRect(left, row.center().y() - high // 2 + 1, wide, high)
    painter.fillRect(box, theme.colour("warning.bg"))
    line = theme.px(2)
    foot = QRect(box.left(), box.bottom() - line + 1, wide, line)
    painter.fillRect(foot, theme.colour("warning.fill"))


def _of(row: Result, field: str) -> tuple[tuple[int, int], ...]:
    return tuple((s.start, s.end) for s in row.spans if s.field == field and s.index == 0)


def _in_masked(row: Result) -> tuple[tuple[int, int], ...]:
    """Where a match in the first phone's digits shows in its masked form: in the tail or the head."""
    spans: list[tuple[int, int]] = []
    for span in row.spans:
        if span.field == "phone" and span.index == 0:
            spans += _masked_span(span, row.masked)
    return tuple(spans)


def _masked_span(span: Span, masked: str) -> list[tuple[int, int]]:
    stars = masked.find("*")
    after = masked.rfind("*") + 1
    hidden_to = 11 - (len(masked) - after)
    if span.start >= hidden_to:
        return [(span.start - hidden_to + after, span.end - hidden_to + after)]
    return [(span.start, min(span.end, stars))] if span.start < stars else []
