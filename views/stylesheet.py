"""The style sheet of the application, written from colours and scaled sizes. Text in, text out; no Qt."""

from collections.abc import Callable, Mapping

Scaled = Callable[[float], int]
Colours = Mapping[str, str]

TONES = (
    "text",
    "text.secondary",
    "text.tertiary",
    "accent.text",
    "accent.on",
    "success",
    "warning",
    "danger",
)
"""The colour tokens a label may wear (its property ``tone``)."""


VEILED = 78
"""How much of what lies behind a veil is gone, in per cent: the place stays known and is plainly shut."""


def sheet(c: Colours, px: Scaled) -> str:
    """Return the whole sheet for the colours ``c`` at the type size of ``px``."""
    parts = (
        _ground(c, px),
        _labels(c),
        _buttons(c, px),
        _fields(c, px),
        _views(c, px),
        _bars(c, px),
    )
    return "\n".join(parts)


def contrast_sheet(c: Colours, px: Scaled) -> str:
    """Return what is left under a high-contrast system: borders, and ground where words are light.

    What is chosen has a thick border: a system's own button shows its checked state by a shade that nobody sees.
    """
    return (
        f"QFrame#panel, QFrame#popup {{ border: 1px solid {c['text']}; }}"
        f"QLineEdit, QPlainTextEdit {{ border: 1px solid {c['text']}; padding: 0 {px(9)}px; }}"
        f"QListView, QTableView {{ border: 0; }}"
        f"QWidget#veil {{ background: {c['bg.app']}; }}"
        f"QPushButton {{ border: 1px solid {c['text']}; background: {c['bg.app']}; color: {c['text']};"
        f" padding: 0 {px(12)}px; }}"
        f"QPushButton:focus {{ border: {px(2)}px dashed {c['text']}; }}"
        f'QPushButton[kind="link"], QPushButton[kind="quiet"] {{ padding: 0 {px(4)}px; }}'
        # The words of these two are light: on the system's own ground nobody could read them.
        f'QPushButton[kind="primary"]:enabled {{ background: {c["accent"]}; border: 1px solid {c["text"]}; }}'
        f'QPushButton[kind="danger"]:enabled {{ background: {c["danger.fill"]};'
        f" border: 1px solid {c['text']}; }}"
        f"QToolButton[look] {{ border: 1px solid {c['text']}; background: {c['bg.app']}; color: {c['text']};"
        f" padding: {px(4)}px; }}"
        f"QToolButton[look]:checked {{ border: {px(3)}px solid {c['accent']}; padding: {px(2)}px;"
        f" font-weight: 700; }}"
        f"QToolButton[look]:focus {{ border: {px(2)}px dashed {c['text']}; padding: {px(3)}px; }}"
        f"QToolButton[look]:checked:focus {{ border: {px(3)}px double {c['accent']}; padding: {px(2)}px; }}"
        # As in the other looks, a thin bar over the edge: a system's own hides the receipt's amounts.
        f"QScrollBar:vertical {{ background: transparent; width: {px(10)}px; }}"
        f"QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; }}"
        f"QScrollBar::handle {{ background: {c['accent']}; min-height: {px(28)}px; min-width: {px(28)}px; }}"
        f"QScrollBar::handle:vertical {{ margin: {px(2)}px {px(3)}px; }}"
        f"QScrollBar::handle:horizontal {{ margin: {px(3)}px {px(2)}px; }}"
        f"QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}"
        f"QHeaderView::section {{ background: {c['bg.app']}; color: {c['text']}; border: 0;"
        f" border-bottom: 1px solid {c['text']}; padding: 0 {px(8)}px; }}"
        f"QHeaderView::section:first {{ padding-left: {px(16)}px; }}"
        f"QHeaderView::section:last {{ padding-right: {px(16)}px; }}"
        f"QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}"
    )


def _ground(c: Colours, px: Scaled) -> str:
    return f"""
QMainWindow, QWidget#page {{ background: {c["bg.app"]}; }}
QFrame#panel {{
    background: {c["surface"]}; border: 1px solid {c["line"]}; border-radius: {px(8)}px; }}
QFrame#inset {{
    background: {c["surface.alt"]}; border: 1px solid {c["line"]}; border-radius: {px(6)}px; }}
QFrame#inset[tone="warning"] {{ background: {c["warning.bg"]}; border-color: {c["warning.bg"]}; }}
QFrame#inset[tone="success"] {{ background: {c["success.bg"]}; border-color: {c["success.bg"]}; }}
QFrame#inset[tone="danger"] {{ background: {c["danger.bg"]}; border-color: {c["danger.bg"]}; }}
QFrame#foot {{
    background: {c["surface.alt"]}; border: 0; border-top: 1px solid {c["line"]};
    border-bottom-left-radius: {px(7)}px; border-bottom-right-radius: {px(7)}px; }}
QFrame#popup {{
    background: {c["surface.popup"]}; border: 1px solid {c["line.control"]};
    border-radius: {px(6)}px; }}
QFrame#drawer {{ background: {c["bg.app"]}; border: 0; border-left: 1px solid {c["line.control"]}; }}
QWidget#veil {{ background: {_veil(c["bg.app"])}; }}
QFrame#hairline {{ background: {c["line"]}; border: 0; }}
QToolTip {{
    background: {c["surface.popup"]}; color: {c["text"]}; border: 1px solid {c["line.control"]};
    padding: {px(4)}px; }}
"""


def _veil(colour: str) -> str:
    """A colour (#RRGGBB) that lets a little of what lies behind it through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {VEILED}%)"


def _labels(c: Colours) -> str:
    tones = "".join(f'QLabel[tone="{tone}"] {{ color: {c[tone]}; }}\n' for tone in TONES)
    return f"QLabel {{ background: transparent; color: {c['text']}; }}\n{tones}"


def _buttons(c: Colours, px: Scaled) -> str:
    return f"""
QPushButton {{
    border: 1px solid {c["line.strong"]}; border-radius: {px(6)}px;
    background: {c["surface"]}; color: {c["text"]}; padding: 0 {px(12)}px; }}
QPushButton:hover {{ background: {c["surface.hover"]}; }}
QPushButton:pressed {{ background: {c["neutral.bg"]}; }}
QPushButton:disabled {{ color: {c["text.disabled"]}; border-color: {c["line"]}; }}
QPushButton:focus {{ border: 2px solid {c["focus"]}; }}
QPushButton[kind="primary"] {{ background: {c["accent"]}; border-color: {c["accent"]}; }}
QPushButton[kind="primary"]:hover {{
    background: {c["accent.hover"]}; border-color: {c["accent.hover"]}; }}
QPushButton[kind="primary"]:pressed {{ background: {c["accent.pressed"]}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c["text"]}; }}
QPushButton[kind="primary"]:disabled {{
    background: {c["neutral.bg"]}; border-color: {c["line"]}; }}
QPushButton[kind="danger"] {{ background: {c["danger.fill"]}; border-color: {c["danger.fill"]}; }}
QPushButton[kind="danger"]:focus {{ border: 2px solid {c["text"]}; }}
QPushButton[kind="amber"] {{
    background: {c["warning.bg"]}; border-color: {c["warning"]}; color: {c["warning"]}; }}
QPushButton[kind="link"], QPushButton[kind="quiet"] {{
    border: 0; background: transparent; padding: 0 {px(4)}px; border-radius: {px(4)}px; }}
QPushButton[kind="link"]:hover, QPushButton[kind="quiet"]:hover {{ background: {c["surface.hover"]}; }}
QPushButton[kind="link"]:focus, QPushButton[kind="quiet"]:focus {{ border: 2px solid {c["focus"]}; }}
QToolButton {{
    border: 0; border-radius: {px(6)}px; background: transparent; color: {c["text.secondary"]}; }}
QToolButton:hover {{ background: {c["surface.hover"]}; }}
QToolButton:focus {{ border: 2px solid {c["focus"]}; }}
QToolButton[look="chip"] {{ border-radius: {px(26) // 2}px; padding: 0 {px(9)}px; }}
QToolButton[look="chip"]:checked {{
    background: {c["accent.bg"]}; color: {c["accent.text"]}; font-weight: 700; }}
QToolButton[look="chip"]:hover:!checked {{ background: {c["surface.hover"]}; }}
QToolButton[look="segment"] {{
    border: 1px solid {c["line.control"]}; border-right-width: 0; border-radius: 0;
    background: {c["surface"]}; padding: 0 {px(10)}px; }}
QToolButton[look="segment"][edge="first"], QToolButton[look="segment"][edge="only"] {{
    border-top-left-radius: {px(6)}px; border-bottom-left-radius: {px(6)}px; }}
QToolButton[look="segment"][edge="last"], QToolButton[look="segment"][edge="only"] {{
    border-right-width: 1px;
    border-top-right-radius: {px(6)}px; border-bottom-right-radius: {px(6)}px; }}
QToolButton[look="segment"]:checked {{
    background: {c["accent.bg"]}; color: {c["accent.text"]}; font-weight: 700; }}
QToolButton[look="segment"]:focus {{ border: 2px solid {c["focus"]}; }}
QToolButton[look="tile"] {{
    border: 1px solid {c["line.strong"]}; border-radius: {px(8)}px;
    background: {c["surface"]}; padding: {px(6)}px; }}
QToolButton[look="tile"]:checked {{
    border: 2px solid {c["accent"]}; background: {c["accent.bg"]}; color: {c["accent.text"]};
    padding: {px(5)}px; font-weight: 700; }}
QToolButton[look="tile"]:focus:!checked {{ border: 2px solid {c["focus"]}; padding: {px(5)}px; }}
QToolButton[look="rail"] {{ border-radius: {px(8)}px; padding: {px(4)}px 0 {px(3)}px 0; }}
QToolButton[look="rail"]:checked {{
    background: {c["surface"]}; color: {c["accent.text"]}; font-weight: 700; }}
QToolButton[look="rail"]:hover:!checked {{ background: {c["surface.hover"]}; }}
"""


def _fields(c: Colours, px: Scaled) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QComboBox {{
    border: 1px solid {c["line.control"]}; border-radius: {px(6)}px; background: {c["surface"]};
    color: {c["text"]}; padding: 0 {px(9)}px; selection-background-color: {c["accent"]};
    selection-color: {c["accent.on"]}; }}
QPlainTextEdit {{ padding: {px(4)}px {px(5)}px; }}
QLineEdit:focus, QComboBox:focus {{
    border: 2px solid {c["focus"]}; padding: 0 {px(9) - 1}px; }}
QPlainTextEdit:focus {{
    border: 2px solid {c["focus"]}; padding: {px(4) - 1}px {px(5) - 1}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
    border-color: {c["line"]}; background: {c["surface.alt"]}; }}
QLineEdit[refused="true"], QPlainTextEdit[refused="true"], QComboBox[refused="true"] {{
    border: 1px solid {c["danger"]}; }}
QLineEdit[refused="true"]:focus, QPlainTextEdit[refused="true"]:focus,
QComboBox[refused="true"]:focus {{ border: 2px solid {c["danger"]}; }}
QLineEdit[bare="true"] {{ border: 0; background: transparent; padding: 0; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: 0; width: {px(26)}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{
    background: {c["surface.popup"]}; border: 1px solid {c["line.control"]};
    selection-background-color: {c["surface.selected"]}; selection-color: {c["text"]};
    outline: 0; }}
QComboBox QAbstractItemView::item {{ min-height: {px(30)}px; padding: 0 {px(8)}px; }}
QCheckBox {{ background: transparent; color: {c["text"]}; }}
"""


def _views(c: Colours, px: Scaled) -> str:
    return f"""
QListView, QTableView {{
    background: transparent; border: 0; outline: 0; color: {c["text"]};
    selection-background-color: transparent; }}
QAbstractScrollArea#scroll, QAbstractScrollArea#scroll > QWidget > QWidget#inside {{
    background: transparent; border: 0; }}
QHeaderView {{ background: transparent; border: 0; }}
QHeaderView::section {{
    background: {c["surface.alt"]}; color: {c["text.tertiary"]}; border: 0;
    border-bottom: 1px solid {c["line"]}; border-top: 1px solid {c["line"]};
    padding: 0 {px(8)}px; font-size: {px(12)}px; }}
QHeaderView::section:first {{ padding-left: {px(16)}px; }}
QHeaderView::section:last {{ padding-right: {px(16)}px; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; }}
QScrollBar::handle {{ background: {c["line.strong"]}; border-radius: {px(2)}px; }}
QScrollBar::handle:vertical {{ min-height: {px(28)}px; margin: {px(2)}px {px(3)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(28)}px; margin: {px(3)}px {px(2)}px; }}
QScrollBar::handle:hover {{ background: {c["line.control"]}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _bars(c: Colours, px: Scaled) -> str:
    return f"""
QFrame#rail {{ background: {c["bg.rail"]}; border: 0; }}
QFrame#topbar {{ background: {c["bg.app"]}; border: 0; }}
QFrame#keybar {{ background: {c["bg.app"]}; border: 0; border-top: 1px solid {c["line"]}; }}
QFrame#message {{ background: {c["accent.bg"]}; border: 0; border-top: 1px solid {c["line"]}; }}
QFrame#message[tone="warning"] {{ background: {c["warning.bg"]}; }}
QFrame#message[tone="error"] {{ background: {c["danger.bg"]}; }}
QProgressBar {{
    border: 0; border-radius: {px(3)}px; background: {c["neutral.bg"]}; max-height: {px(6)}px;
    min-height: {px(6)}px; }}
QProgressBar::chunk {{ background: {c["accent"]}; border-radius: {px(3)}px; }}
"""
