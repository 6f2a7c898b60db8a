"""One setting of the programme and its field: where it stands in the document, how it is typed and told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import structs
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.base.errors import Refused
from models.rules.checkout import Discount
from models.rules.programme import Programme
from views.screens.checkout_discounts import read_discount, tell_discount
from views.texts import t
from views.widgets.choice import Choice
from views.widgets.days import DayField
from views.widgets.fields import Entry, MoneyField, NumberEntry, QuantityField
from views.widgets.folding import fold
from views.widgets.numbers import CountField, ShareField
from views.widgets.ticks import Ticks

Kind = Literal[
    "count", "money", "factor", "share", "discount", "text", "day", "numbers", "codes",
    "choice", "yes", "ticks", "numbers_ticked",
]  # fmt: skip
Options = Callable[[Programme], Sequence[tuple[str, str]]]


def _always(_row: Any, _programme: Programme) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A setting at ``path`` of its owner (the programme, or a row of one of its lists).

    ``told`` is the key of the sentence that stands under it; ``shown(owner, programme)`` whether it says
    anything as the rest stands; ``label`` a catalogue key under ``programme.field``.
    """

    path: str
    kind: Kind
    label: str = ""
    told: str = ""
    options: Options | None = None
    shown: Callable[[Any, Programme], bool] = _always

    @property
    def name(self) -> str:
        """The name of its row in the form: two slots of one path differ by their kind."""
        return f"{self.path}:{self.kind}"

    def words(self) -> str:
        """Its label."""
        return t(f"programme.field.{self.label or self.path.rpartition('.')[2]}")


def value_at(owner: Any, path: str) -> Any:
    """What stands at a dotted path of frozen structs."""
    for part in path.split("."):
        owner = getattr(owner, part)
    return owner


def with_value(owner: Any, path: str, value: Any) -> Any:
    """The same struct with another value at a dotted path."""
    first, _, rest = path.partition(".")
    if rest:
        value = with_value(getattr(owner, first), rest, value)
    return structs.replace(owner, **{first: value})


class SlotField(QObject):
    """A slot's widget with one way to write and to read it. ``typed`` comes by hand only."""

    typed = Signal(object)

    def __init__(self, slot: Slot, programme: Programme, parent: QObject) -> None:
        super().__init__(parent)
        self.slot = slot
        self.widget = _widget(slot)
        self.offer(programme)
        widget = self.widget
        if isinstance(widget, Choice):
            widget.activated.connect(self._say)
        elif isinstance(widget, Ticks):
            widget.chosen.connect(self._say)
        elif isinstance(widget, Entry):
            widget.textEdited.connect(self._say)

    def offer(self, programme: Programme) -> None:
        """Offer what may be chosen as the programme stands."""
        if self.slot.options is None:
            return
        if isinstance(self.widget, Choice | Ticks):
            self.widget.set_options(self.slot.options(programme))

    def retell(self) -> None:
        """Say the hint in the present language."""
        if isinstance(self.widget, Entry) and self.slot.kind in _HINTS:
            self.widget.setPlaceholderText(t(_HINTS[self.slot.kind]))

    def write(self, value: Any) -> None:
        """Put a value in by program."""
        widget = self.widget
        if isinstance(widget, Choice):
            widget.choose(_as_text(value))
        elif isinstance(widget, Ticks):
            widget.choose([str(one) for one in value])
        elif isinstance(widget, DayField):
            widget.set_day(value)
        elif isinstance(widget, NumberEntry):
            widget.set_value(value)
        elif isinstance(widget, Entry):
            widget.write(_TOLD.get(self.slot.kind, str)(value))

    def read(self) -> Any:
        """The value as typed. Raises Refused("programme.unread") or ("day.…") where it is none."""
        widget, kind = self.widget, self.slot.kind
        if isinstance(widget, Choice):
            return bool(int(widget.value() or 0)) if kind == "yes" else _chosen(self.slot, widget)
        if isinstance(widget, Ticks):
            ticked = widget.values()
            return tuple(int(one) for one in ticked) if kind == "numbers_ticked" else ticked
        if isinstance(widget, DayField):
            return widget.day()
        if isinstance(widget, NumberEntry):
            value = widget.value()
            if value is None:
                raise Refused(f"programme.unread_{kind}", field=self.slot.path)
            return value
        assert isinstance(widget, Entry)
        return _typed(kind, widget.text(), self.slot.path)

    def _say(self, *_: object) -> None:
        self.typed.emit(self)


_HINTS: dict[str, str] = {
    "day": "programme.day_hint",
    "discount": "programme.discount_hint",
    "numbers": "programme.numbers_hint",
    "codes": "programme.codes_hint",
}


def _widget(slot: Slot) -> QWidget:
    name = slot.words()
    plain: dict[str, Callable[[], QWidget]] = {
        "count": lambda: CountField(name=name),
        "money": lambda: MoneyField(name=name),
        "factor": lambda: QuantityField(name=name),
        "share": lambda: ShareField(name=name),
        "day": lambda: DayField(slot.path, name=name, hint=t("programme.day_hint")),
        "choice": lambda: Choice(name=name),
        "yes": lambda: Choice(name=name),
        "ticks": lambda: Ticks(name=name),
        "numbers_ticked": lambda: Ticks(name=name),
        "discount": lambda: Entry(name=name, hint=t("programme.discount_hint")),
        "numbers": lambda: Entry(name=name, hint=t("programme.numbers_hint")),
        "codes": lambda: Entry(name=name, hint=t("programme.codes_hint")),
    }
    return plain.get(slot.kind, lambda: Entry(name=name))()


def _chosen(slot: Slot, widget: Choice) -> str | None:
    """A choice of nothing is None where the setting may be none."""
    value = widget.value()
    return None if not value and slot.path in ("segment", "tier") else value


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def _parts(typed: str) -> list[str]:
    folded = fold(typed).replace("、", ",").replace(" ", ",")
    return [part for part in folded.split(",") if part]


def _typed(kind: Kind, text: str, path: str) -> Any:
    if kind == "discount":
        found = read_discount(text)
        if found is None or found.fen:
            raise Refused("programme.unread_discount", field=path)
        return found.per_mille
    if kind == "numbers":
        parts = _parts(text)
        if not all(part.isdecimal() for part in parts):
            raise Refused("programme.unread_numbers", field=path)
        return tuple(int(part) for part in parts)
    return tuple(_parts(text)) if kind == "codes" else text


def _told_discount(per_mille: int) -> str:
    return tell_discount(Discount(per_mille=per_mille))


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(str(value) for value in values)


_TOLD: dict[str, Callable[[Any], str]] = {
    "discount": _told_discount,
    "numbers": _listed,
    "codes": _listed,
}
