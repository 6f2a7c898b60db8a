"""The design tokens as the screen uses them: scaled sizes, colours, fonts, tinted icons and the one style sheet.

Reads resources only when first asked; knows no screen. Sizes are device-independent pixels.
"""

import json
from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QStyleHints,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

import resources
from views.stylesheet import contrast_sheet, sheet

if TYPE_CHECKING:  # the class is younger than the oldest Qt we run on
    from PySide6.QtGui import QAccessibilityHints

Mode = Literal["system", "light", "dark"]
Scale = Literal["standard", "large", "extra"]
Look = Literal["light", "dark", "contrast"]

ICONS_KEPT: Final = 512


@cache
def tokens() -> dict[str, Any]:
    """Return resources/tokens.json as it stands."""
    loaded: dict[str, Any] = json.loads(resources.text("tokens.json"))
    return loaded


class Theme(QObject):
    """What the screen looks like now. One per program, from :func:`current`; ``changed`` follows every switch.

    Widgets need not listen: the new style sheet reaches each of them as ``QEvent.StyleChange``.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode: Mode = "system"
        self.scale: Scale = "standard"
        self.still = False
        self.look: Look = "light"
        self.factor = 1.0
        self.colours: dict[str, str] = dict(tokens()["color"]["light"])
        self._fonts: dict[tuple[str, int], QFont] = {}
        self._metrics: dict[tuple[str, int], QFontMetrics] = {}
        self._pixmaps: OrderedDict[tuple[str, int, str, float], QPixmap] = OrderedDict()
        self._started = False
        self._hints: QStyleHints | None = None
        self._access: QAccessibilityHints | None = None

    def start(
        self, *, mode: Mode = "system", scale: Scale = "standard", still: bool = False
    ) -> None:
        """Dress the application for the first time; call once, before the first window is shown."""
        self.mode, self.scale, self.still = mode, scale, still
        QApplication.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        self._ask_system(mode)
        hints.colorSchemeChanged.connect(self._follow)
        self._keep_hints()
        if self._access is not None:
            self._access.contrastPreferenceChanged.connect(self._follow)
        self._started = True
        self._dress()

    def set_mode(self, mode: Mode) -> None:
        """Follow the system or stay light or dark; shows at once."""
        self.mode = mode
        self._ask_system(mode)
        self._dress()

    def set_scale(self, scale: Scale) -> None:
        """Choose the type size (1.0, 1.25 or 1.5 on top of the system's own scale); shows at once."""
        self.scale = scale
        self._dress()

    def set_still(self, still: bool) -> None:
        """Switch every movement off or back on."""
        self.still = still

    def motion(self, name: str) -> int:
        """Return a duration of tokens.motion in milliseconds; 0 where the user wants no movement."""
        wish = getattr(self._access, "motionPreference", None)  # Qt 6.12 and later
        calm = self.still or (wish is not None and wish().name == "ReducedMotion")
        return 0 if calm else int(tokens()["motion"][name])

    def style(self, name: str, size: int = 0) -> QFont:
        """Return the font of a style of tokens.font.style, ``label.bold`` in bold; ``size`` replaces its size."""
        key = (name, size)
        if key not in self._fonts:
            declared = tokens()["font"]["style"][name.removesuffix(".bold")]
            made = QFont()
            made.setFamilies(tokens()["font"]["family"]["ui"])
            made.setPixelSize(px(size or declared["size"]))
            made.setBold(declared["weight"] == 700 or name.endswith(".bold"))
            made.setFeature(QFont.Tag("tnum"), 1)
            made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = made
        return QFont(self._fonts[key])

    def metrics(self, name: str, size: int = 0) -> QFontMetrics:
        """Return the kept metrics of a font style."""
        key = (name, size)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.style(name, size))
        return self._metrics[key]

    def pixmap(self, name: str, side: int, hex_colour: str, ratio: float) -> QPixmap:
        """Return icon ``name`` tinted, ``side`` scaled pixels square, for a screen of ``ratio``."""
        key = (name, side, hex_colour, ratio)
        if key in self._pixmaps:
            self._pixmaps.move_to_end(key)
            return self._pixmaps[key]
        drawn = _draw_icon(name, side, hex_colour, ratio)
        self._pixmaps[key] = drawn
        if len(self._pixmaps) > ICONS_KEPT:
            self._pixmaps.popitem(last=False)
        return drawn

    def _ask_system(self, mode: Mode) -> None:
        """Let title bars and native parts follow the same choice."""
        scheme = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }
        QGuiApplication.styleHints().setColorScheme(scheme[mode])

    def _keep_hints(self) -> None:
        """Hold the system's wishes for contrast and motion; they live as long as their owner is held."""
        self._hints = QGuiApplication.styleHints()
        if hasattr(self._hints, "accessibility"):  # Qt 6.10 and later
            self._access = self._hints.accessibility()

    def _follow(self) -> None:
        if self._wanted() != self.look:
            self._dress()

    def _wanted(self) -> Look:
        if (
            self._access is not None
            and self._access.contrastPreference() == Qt.ContrastPreference.HighContrast
        ):
            return "contrast"
        if self.mode != "system":
            return self.mode
        return (
            "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"
        )

    def _dress(self) -> None:
        self.look = self._wanted()
        self.factor = float(tokens()["scale"][self.scale])
        self._fonts.clear()
        self._metrics.clear()
        if self.look == "contrast":
            self.colours = _system_colours(tokens()["color"]["light"])
        else:
            self.colours = dict(tokens()["color"][self.look])
        app = QApplication.instance()
        if not self._started or not isinstance(app, QApplication):
            return
        app.setFont(self.style("body"))
        if self.look == "contrast":
            app.setStyleSheet(contrast_sheet(self.colours, px))
        else:
            app.setPalette(_palette(self.colours))
            app.setStyleSheet(sheet(self.colours, px))
        self.changed.emit()


def _draw_icon(name: str, side: int, hex_colour: str, ratio: float) -> QPixmap:
    drawing = resources.text(f"icons/{name}.svg").replace("currentColor", hex_colour)
    device = max(1, round(side * ratio))
    pixmap = QPixmap(device, device)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, device, device))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _palette(colours: dict[str, str]) -> QPalette:
    """Colour what the style sheet leaves to Qt: selections in text, placeholders, native parts."""
    roles = {
        QPalette.ColorRole.Window: "bg.app",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "surface.alt",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.PlaceholderText: "text.tertiary",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "accent.on",
        QPalette.ColorRole.ToolTipBase: "surface.popup",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.Link: "accent.text",
    }
    palette = QPalette()
    for role, name in roles.items():
        palette.setColor(role, QColor(colours[name]))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours["text.disabled"]))
    return palette


def _system_colours(names: dict[str, str]) -> dict[str, str]:
    """Give every token the system's high-contrast colour of the same part."""
    palette = QGuiApplication.palette()
    ground = palette.color(QPalette.ColorRole.Base).name()
    ink = palette.color(QPalette.ColorRole.Text).name()
    marked = palette.color(QPalette.ColorRole.Highlight).name()
    on_marked = palette.color(QPalette.ColorRole.HighlightedText).name()
    grounds = ("bg.", "surface", "success.bg", "warning.bg", "danger.bg", "neutral.bg", "accent.bg")
    colours = {
        name: ground if name.startswith(grounds) or name.endswith(".bg") else ink for name in names
    }
    filled = ("accent", "accent.hover", "accent.pressed", "danger.fill", "warning.fill")
    return colours | dict.fromkeys(filled, marked) | {"accent.on": on_marked}


@cache
def current() -> Theme:
    """Return the one theme of the program."""
    return Theme()


def px(n: float) -> int:
    """Scale a token size for the chosen type size; a size above zero never vanishes."""
    scaled = round(n * current().factor)
    return scaled if scaled or not n else 1


def size(name: str) -> int:
    """Return a size of tokens.size, scaled (``row.list``, ``button``)."""
    return px(tokens()["size"][name])


def colour(name: str) -> QColor:
    """Return a colour of the present look by its token name."""
    return QColor(current().colours[name])


def font(style: str, size: int = 0) -> QFont:
    """Return the font of a style name (``body``, ``title.panel``); see :meth:`Theme.style`."""
    return current().style(style, size)


def metrics(style: str, size: int = 0) -> QFontMetrics:
    """Return the metrics of a font style."""
    return current().metrics(style, size)


def pixmap(
    name: str, side: float = 18, tone: str = "text.secondary", ratio: float = 1.0
) -> QPixmap:
    """Return an icon by name, ``side`` unscaled, tinted by colour token; drawn when first asked."""
    return current().pixmap(name, px(side), current().colours[tone], ratio)


def icon(
    name: str, tone: str = "text.secondary", *, on: str = "", side: float = 18, ratio: float = 1.0
) -> QIcon:
    """Return a QIcon; ``on`` is the colour token while checked. Make it anew in ``restyle``."""
    made = QIcon(pixmap(name, side, tone, ratio))
    made.addPixmap(pixmap(name, side, "text.disabled", ratio), QIcon.Mode.Disabled)
    if on:
        made.addPixmap(pixmap(name, side, on, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def icon_size(side: float = 18) -> QSize:
    """Return the scaled square size that goes with :func:`icon`."""
    return QSize(px(side), px(side))
