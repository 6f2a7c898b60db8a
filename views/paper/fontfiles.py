"""Which font file paper uses: found by rule in the platform's font folders, never shipped.

ReportLab embeds TrueType outlines only, so a file counts when it has a ``glyf`` table. Reads headers
of font files; loads no font and draws nothing.
"""

import os
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REGULAR: tuple[tuple[str, str], ...] = (
    ("msyh.ttc", "msyhbd.ttc"),
    ("msyh.ttf", "msyhbd.ttf"),
    ("deng.ttf", "dengb.ttf"),
    ("simhei.ttf", ""),
    ("stheiti light.ttc", "stheiti medium.ttc"),
    ("wqy-microhei.ttc", ""),
    ("wqy-zenhei.ttc", ""),
    ("droidsansfallbackfull.ttf", ""),
    ("droidsansfallback.ttf", ""),
    ("arial unicode.ttf", ""),
    ("simsun.ttc", ""),
)
"""File name and the file of its bold, best first; the bold is drawn with a stroke where there is none."""

RARE: tuple[str, ...] = (
    "simsunb.ttf",
    "mingliub.ttc",
    "songti.ttc",
    "hanaminb.ttf",
    "hanamina.ttf",
    "dejavusans.ttf",
    "seguisym.ttf",
)
"""More TrueType files asked for a character that the main font lacks."""

DRAWN: tuple[str, ...] = (
    "notosanscjk-regular.ttc",
    "notosanscjksc-regular.otf",
    "sourcehansanssc-regular.otf",
    "sourcehansanscn-regular.otf",
    "notoserifcjk-regular.ttc",
    "pingfang.ttc",
    "hiragino sans gb.ttc",
)
"""Files whose outlines cannot be embedded: a rare character of theirs is set as a small picture."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face inside a file; ``index`` counts the faces of a collection from zero."""

    path: Path
    index: int
    family: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What was found, best first. Without a regular face the built-in font has to do."""

    regular: FontFile | None
    bold: FontFile | None
    rare: tuple[FontFile, ...]
    drawn: tuple[FontFile, ...]


def folders(platform: str = sys.platform, env: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The font folders of a platform, in the order in which they are searched."""
    home = Path.home()
    if platform == "win32":
        own = Path(env.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return (Path(env.get("WINDIR", "C:\\Windows")) / "Fonts", own)
    if platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    data = env.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    shared = [Path(base) / "fonts" for base in data if base]
    return (*shared, Path("/usr/share/fonts"), home / ".local" / "share" / "fonts", home / ".fonts")


def choose(where: Sequence[Path] | None = None) -> Choice:
    """Searches the folders once and applies the rule; a file that cannot be read is passed over."""
    seen = _by_name(folders() if where is None else where)
    regular = bold = None
    others: list[FontFile] = []
    for name, bold_name in REGULAR:
        face = _face(seen, name, outlines=b"glyf")
        if face is None:
            continue
        if regular is None:
            regular, bold = face, _face(seen, bold_name, outlines=b"glyf")
        else:
            others.append(face)
    more = (_face(seen, name, outlines=b"glyf") for name in RARE)
    drawn = (_face(seen, name, outlines=b"CFF ") for name in DRAWN)
    return Choice(
        regular,
        bold,
        (*others, *(face for face in more if face)),
        tuple(face for face in drawn if face),
    )


def _by_name(where: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for top in where:
        for base, inner, names in os.walk(top):
            inner.sort()
            for name in sorted(names):
                found.setdefault(name.lower(), Path(base, name))
    return found


def _face(seen: Mapping[str, Path], name: str, *, outlines: bytes) -> FontFile | None:
    path = seen.get(name)
    if path is None:
        return None
    try:
        faces = [face for face in _faces(path) if outlines in face[2]]
    except (OSError, struct.error, ValueError):
        return None
    if not faces:
        return None
    # A collection holds national variants and a monospaced or screen cut beside the one for print.
    index, family, _ = min(faces, key=lambda face: (_unwanted(face[1]), face[0]))
    return FontFile(path, index, family)


def _unwanted(family: str) -> int:
    words = family.split()
    if "Mono" in words or "UI" in words:
        return 2
    return 0 if "SC" in words else 1


def _faces(path: Path) -> Iterator[tuple[int, str, frozenset[bytes]]]:
    """Yields index, family and table tags of each face. The layout is the OpenType specification's."""
    with path.open("rb") as file:
        head = file.read(12)
        offsets: tuple[int, ...] = (0,)
        if head[:4] == b"ttcf":
            count = min(struct.unpack(">L", head[8:12])[0], 64)
            offsets = struct.unpack(f">{count}L", file.read(4 * count))
        for index, offset in enumerate(offsets):
            file.seek(offset + 4)
            (tables,) = struct.unpack(">H", file.read(2))
            file.seek(offset + 12)
            records = [struct.unpack(">4s3L", file.read(16)) for _ in range(tables)]
            places = {tag: (start, length) for tag, _, start, length in records}
            if b"name" not in places:
                continue
            start, length = places[b"name"]
            file.seek(start)
            yield index, _family(file.read(min(length, 1 << 20))), frozenset(places)


def _family(names: bytes) -> str:
    """The English family (name 1) of a ``name`` table, or an empty string."""
    count, strings = struct.unpack(">2H", names[2:6])
    best = ""
    for number in range(count):
        at = 6 + 12 * number
        platform, _, language, name, length, start = struct.unpack(">6H", names[at : at + 12])
        raw = names[strings + start : strings + start + length]
        if name == 1 and platform == 3 and language == 0x409:
            return raw.decode("utf-16-be", "replace")
        if name == 1 and platform == 1 and not best:
            best = raw.decode("mac-roman", "replace")
    return best
