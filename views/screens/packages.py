"""Packages of the price list: the list at the left, the chosen one at the right with its lines and add-ons."""

from models.base.errors import Refused
from models.services import packages
from models.services.packages import PackageDetails, PackageRow
from models.services.search import Result
from views import places, sayings
from views.acts import act
from views.finder import Finder
from views.page import Desk
from views.screens.packages_lines import PackageLines
from views.screens.written import TypedPage
from views.texts import t
from views.widgets.fields import CodeEntry, Entry
from views.widgets.form import Form
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen


class _RowDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: PackageRow) -> None:
        tone = "text.tertiary" if row.archived else "text"
        total = t("packages.no_price") if row.total is None else sayings.money(row.total)
        pen.at_right(total, style="body.strong", tone="warning" if row.total is None else tone)
        pen.text(16, 0, row.details.name, style="body.strong", tone=tone, lift=11)
        pen.text(16, 0, quiet_words(row), style="label", tone="text.secondary", lift=-11)


class PackagesPage(TypedPage[PackageRow]):
    """What is typed about a package is kept by one act; looking at another one drops nothing that was saved."""

    topic = "packages"
    empty = "packages.none"
    name = places.PACKAGES
    home = places.PRICES
    reads = frozenset({"prices"})
    hints = (("shell.keys.moves", "↑↓"), ("packages.keys.turn", "Space"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        kept = ListView(RowModel(_said_row, self), _RowDelegate(), name=t("packages.title"))
        kept.opened.connect(self._into)
        self._make_fields()
        self.table = PackageLines()
        self.table.changed.connect(self._changed)
        self.stand(kept, self.form, self.table)
        self.dress()

    def _make_fields(self) -> None:
        self.form = Form()
        self._code = CodeEntry(name=t("packages.code"), hint="TC-01")
        self._name = Entry(name=t("packages.name"), hint=t("packages.name_hint"))
        self._grade = Entry(name=t("packages.grade"), hint=t("packages.grade_hint"))
        self.finder = Finder(
            self.desk.tasks,
            kind="price",
            name=t("packages.lines"),
            hint=t("packages.add_hint"),
            lead="plus",
            key="Ctrl+P",
            nothing="packages.nothing",
        )
        fields = (("code", self._code), ("name", self._name), ("grade", self._grade))
        for name, field in (*fields, ("lines", self.finder)):
            self.form.add(name, t(f"packages.{name}"), field)
            field.textEdited.connect(self.touch)
        self.finder.removeEventFilter(self.form)  # Enter there chooses, it does not lead on
        self.finder.picked.connect(self._picked)
        self.finder.passed.connect(self._to_lines)
        self.finder.unknown.connect(self._unknown)

    # What the page answers

    def reload(self) -> None:
        self.desk.tasks.ask(packages.listed, archived=True, slot="packages", done=self.take)

    def escape(self) -> bool:
        return self.finder.escape() or super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        names = ("code", "name", "grade", "lines")
        self.form.relabel({name: t(f"packages.{name}") for name in names})
        self._name.setPlaceholderText(t("packages.name_hint"))
        self._grade.setPlaceholderText(t("packages.grade_hint"))
        self.finder.setPlaceholderText(t("packages.add_hint"))
        self.table.retell()

    def write(self, row: PackageRow | None) -> None:
        details = row.details if row is not None else PackageDetails(code="", name="")
        self._code.write(details.code)
        self._name.write(details.name)
        self._grade.write(details.grade)
        self.form.accept()
        self.table.write(row.lines if row is not None else ())

    def is_away(self, row: PackageRow) -> bool:
        return row.archived

    def refuse_beside(self, refused: Refused, words: str) -> bool:
        return self.form.refuse_trouble(refused, words)

    # Acts

    @act("packages.act.new", "Insert")
    def begin(self) -> None:
        """An empty package."""
        self.fill_new()
        self._code.setFocus()

    @act("packages.act.add_line", "Ctrl+P")
    def add_line(self) -> None:
        """To the field that finds the next item."""
        self.finder.begin()

    @act("packages.act.remove_line", "Delete", bar=False)
    def remove_line(self) -> None:
        """Take the chosen line out; nothing is kept before the package is."""
        if self.table.hasFocus():
            self.table.remove_chosen()

    @act("packages.act.list_price", "Ctrl+L")
    def take_list_price(self) -> None:
        """Let the chosen line cost what the list says again."""
        self.table.take_list_price()

    @act("packages.act.save", "Ctrl+Return")
    def save(self) -> None:
        """Keep what stands there."""
        self.form.accept()
        details = PackageDetails(
            code=self._code.text(),
            name=self._name.text(),
            grade=self._grade.text(),
            lines=self.table.read(),
        )
        self.keep(details, details.name, add=packages.add, edit=packages.edit)

    @act("packages.act.away", "Ctrl+D", bar=False)
    def put_away(self) -> None:
        """Put the package away, or use it again."""
        row = self._editing
        if row is None:
            return
        self.say_away(row.details.name, gone=row.archived)
        self.desk.tasks.run(packages.archive, row.id, archived=not row.archived, done=self.saved)

    # Inside

    def _into(self, _row: PackageRow) -> None:
        self._name.setFocus()

    def _changed(self) -> None:
        self.touch()
        self.form.accept("lines")

    def _picked(self, row: Result) -> None:
        self.table.add(row)
        self.finder.setFocus()

    def _unknown(self, text: str) -> None:
        self.form.warn("lines", t("packages.nothing", text=text))

    def _to_lines(self) -> None:
        self.table.setFocus()


def quiet_words(row: PackageRow) -> str:
    """Code, grade, how many lines and add-ons; put away is said first."""
    addons = sum(line.addon for line in row.lines)
    words = (
        t("packages.away") if row.archived else "",
        row.details.code,
        row.details.grade,
        t("packages.count", count=len(row.lines) - addons),
        t("packages.addons", count=addons) if addons else "",
    )
    return t("words.list_comma").join(word for word in words if word)


def _said_row(row: PackageRow) -> str:
    total = t("packages.no_price") if row.total is None else sayings.money(row.total)
    return f"{row.details.name} {quiet_words(row)} {total}"
