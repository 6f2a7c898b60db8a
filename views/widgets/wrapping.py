"""Words broken into lines by the width there is, for delegates that draw line by line."""

from PySide6.QtGui import QTextLayout, QTextOption

from views import theme


def wrapped(words: str, style: str, room: int) -> list[str]:
    """Break ``words`` in a type style into lines of at most ``room`` scaled pixels; no words, no line."""
    if not words:
        return []
    layout = QTextLayout(words, theme.font(style))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    units = words.encode("utf-16-le", "surrogatepass")  # Qt counts in these
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(room, 1))
        start = line.textStart()
        part = units[start * 2 : (start + line.textLength()) * 2]
        lines.append(part.decode("utf-16-le", "surrogatepass").strip())
    layout.endLayout()
    return lines
