"""Turns the bytes of a photo into a picture of a wanted size. Any thread; the bytes may be anybody's.

What a reader may try is decided by the first bytes, never by the name, and its memory is bounded: a picture
bomb gives no picture, and nothing worse.
"""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

PIXELS_MOST: Final = 120_000_000
"""A phone's largest sensor has 108 million; what says more is no photo of a washing machine."""
SIDE_MOST: Final = 30_000
MEMORY_MB: Final = 128
"""What one reading may take: 32 million pixels where the format cannot be read smaller (PNG)."""
SCANS_MOST: Final = 100
"""Passes over a JPEG: a progressive photo has about ten; thousands keep a reader busy for minutes."""
_SCAN: Final = b"\xff\xda"
_FORMATS: Final = {
    "image/jpeg": b"jpeg",
    "image/png": b"png",
    "image/webp": b"webp",
    "image/heic": b"heic",
}
_TURNED: Final = (
    QImageIOHandler.Transformation.TransformationRotate90,
    QImageIOHandler.Transformation.TransformationRotate270,
    QImageIOHandler.Transformation.TransformationMirrorAndRotate90,
    QImageIOHandler.Transformation.TransformationFlipAndRotate90,
)


def shown(content: bytes, media_type: str, room: QSize) -> QImage | None:
    """The picture upright, no larger than ``room`` in device pixels; None where it cannot be read."""
    kind = _FORMATS.get(media_type)
    if kind is None or (kind == b"jpeg" and content.count(_SCAN) > SCANS_MOST):
        return None
    QImageReader.setAllocationLimit(MEMORY_MB)
    bytes_ = QByteArray(content)
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoDetectImageFormat(False)
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not _sane(size):
        return None
    turned = reader.transformation() in _TURNED
    fitted = size.scaled(room.transposed() if turned else room, Qt.AspectRatioMode.KeepAspectRatio)
    if fitted.width() < size.width():
        reader.setScaledSize(fitted.expandedTo(QSize(1, 1)))
    image = reader.read()
    buffer.close()
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_ARGB32)


def as_png(image: QImage) -> bytes:
    """A pasted picture as the bytes of a file. Slow: not on the UI thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _sane(size: QSize) -> bool:
    """Whether a picture says of itself a size that photos have."""
    wide, high = size.width(), size.height()
    return 0 < wide <= SIDE_MOST and 0 < high <= SIDE_MOST and wide * high <= PIXELS_MOST
