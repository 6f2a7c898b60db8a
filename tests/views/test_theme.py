"""The look: text nobody can read, or a style sheet Qt drops, would be seen first by a customer's clerk."""

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from views import theme
from views.stylesheet import TONES, contrast_sheet, sheet
from views.widgets.chips import Chips, Option
from views.widgets.text import Text

PAIRS = theme.tokens()["checks"]["contrast"]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_declared_pair_can_be_read(look: str) -> None:
    """WCAG 2 contrast of all pairs that the tokens declare."""
    colours, missed = theme.tokens()["color"][look], []
    for use, ink, ground, least in PAIRS:
        high, low = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
        if (high + 0.05) / (low + 0.05) < least:
            missed.append((use, ink, ground))
    assert missed == []


def test_both_looks_have_the_same_colours() -> None:
    colours = theme.tokens()["color"]
    assert colours["light"].keys() == colours["dark"].keys()
    assert set(TONES) <= colours["light"].keys()


@pytest.mark.parametrize(("look", "factor"), list(product(["light", "dark"], [1.0, 1.25, 1.5])))
def test_qt_takes_the_whole_sheet(qtbot: QtBot, look: str, factor: float) -> None:
    """A sheet Qt cannot parse is dropped as a whole: the program would look naked."""
    said: list[str] = []

    def hear(_kind: QtMsgType, _where: object, message: str) -> None:
        said.append(message)

    before = qInstallMessageHandler(hear)
    try:
        for written in (sheet, contrast_sheet):
            widget = QWidget()
            qtbot.addWidget(widget)
            widget.setStyleSheet(
                written(theme.tokens()["color"][look], lambda n: round(n * factor))
            )
            widget.ensurePolished()
    finally:
        qInstallMessageHandler(before)
    assert [line for line in said if "propagateSizeHints" not in line] == []


@pytest.mark.parametrize(("written", "through"), [(sheet, True), (contrast_sheet, False)])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_veil_shuts_what_lies_behind(
    qtbot: QtBot, look: str, written: Callable[..., str], through: bool
) -> None:
    """A slip that asks for a PIN over an open desk: what lies behind goes back, and never shows through words."""
    colours = theme.tokens()["color"][look]
    behind = QLabel()
    qtbot.addWidget(behind)
    behind.resize(40, 40)
    behind.setStyleSheet(written(colours, round) + "QLabel { background: #ff0000; }")
    veil = QWidget(behind)
    veil.setObjectName("veil")
    veil.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    veil.resize(20, 40)
    shown = behind.grab().toImage()
    ground, left, right = QColor(colours["bg.app"]), shown.pixelColor(10, 20), QColor("#ff0000")
    assert shown.pixelColor(30, 20) == right
    if through:
        assert left not in (ground, right)
        assert abs(left.green() - ground.green()) < abs(left.green() - right.green())
    else:
        assert left == ground


def test_size_and_look_change_at_once(qtbot: QtBot) -> None:
    label = Text("价目", style="title.panel")
    qtbot.addWidget(label)
    assert (theme.px(38), label.font().pixelSize()) == (38, 15)
    with qtbot.waitSignal(theme.current().changed):
        theme.current().set_scale("extra")
    assert (theme.px(38), theme.size("row.list"), label.font().pixelSize()) == (57, 57, 22)
    light = theme.colour("text").name()
    theme.current().set_mode("dark")
    assert theme.colour("text").name() != light


def test_only_two_weights() -> None:
    weights = {theme.font(style).weight().value for style in theme.tokens()["font"]["style"]}
    assert weights == {400, 700}
    assert theme.font("label.bold").bold()


def test_digits_keep_their_columns() -> None:
    assert {theme.metrics("body").horizontalAdvance(digit) for digit in "0123456789"} == {
        theme.metrics("body").horizontalAdvance("0")
    }


def test_icons_are_tinted_and_kept() -> None:
    first = theme.pixmap("clock", 18, "danger", 2.0)
    assert (first.width(), first.devicePixelRatio()) == (36, 2.0)
    assert theme.pixmap("clock", 18, "danger", 2.0).cacheKey() == first.cacheKey()
    image = first.toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(36)
        for y in range(36)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {theme.colour("danger").name()}


def test_no_movement_where_none_is_wanted() -> None:
    assert theme.current().motion("normal") == 0
    theme.current().set_still(False)
    assert theme.current().motion("normal") in (0, 160)
    theme.current().set_still(True)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("kind", "ground"), [("primary", "accent"), ("danger", "danger.fill")])
def test_light_words_have_a_dark_ground_in_high_contrast(
    qtbot: QtBot, look: str, kind: str, ground: str
) -> None:
    """White words on the system's white button: the clerk cannot read what takes the money."""
    colours = theme.tokens()["color"][look]
    button = QPushButton()
    qtbot.addWidget(button)
    button.setProperty("kind", kind)
    button.setStyleSheet(contrast_sheet(colours, lambda n: round(n)))
    button.resize(120, 34)
    assert button.grab().toImage().pixelColor(60, 17).name() == colours[ground].lower()


def test_what_is_chosen_can_be_seen_in_high_contrast(qtbot: QtBot) -> None:
    """A clerk who needs contrast takes the money as cash where WeChat was chosen, if both tiles look alike."""
    colours = dict.fromkeys(theme.tokens()["color"]["light"], "#000000")
    colours |= {"text": "#ffffff", "accent": "#1aebff"}
    row = Chips([Option("cash", "x"), Option("wechat", "x")], name="way", look="tile")
    qtbot.addWidget(row)
    row.setStyleSheet(contrast_sheet(colours, lambda n: round(n)))
    row.resize(240, 80)
    row.choose("wechat")
    row.show()
    marked = [
        sum(part.grab().toImage().pixelColor(x, 1).name() == "#1aebff" for x in range(part.width()))
        for part in row._parts
    ]
    assert marked[0] == 0
    assert marked[1] > row._parts[1].width() // 2
