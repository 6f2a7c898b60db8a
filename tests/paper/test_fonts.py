"""The paper font: a name printed as an empty box is a member not addressed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.paper import reading
from tests.paper.shop023 import CARD, RECEIPT
from views.paper import fonts, job_card, raster, receipt
from views.paper.fontfiles import Choice, choose, folders


def black(face: fonts.Typeface, text: str) -> int:
    """Black dots of a receipt whose note is ``text``."""
    pdf = receipt.make(replace(RECEIPT, note=text), width="80", language="zh", face=face).pdf
    return sum(byte.bit_count() for byte in raster.dots(pdf).data)


def test_a_font_is_found_and_embedded() -> None:
    """Lost otherwise: Chinese on every paper of this computer."""
    state = fonts.state()
    assert state.embedded
    assert state.path is not None
    assert b"FontFile2" in receipt.render(RECEIPT, width="80", language="zh")


def test_collections_open_at_the_face_for_print() -> None:
    """Lost otherwise: proportional digits; the second face of Micro Hei is monospaced."""
    regular = choose().regular
    assert regular is not None
    assert "Mono" not in regular.family


@pytest.mark.parametrize("char", ["䶮", "㙓", "𠮷"])
def test_rare_name_character_is_printed(char: str) -> None:
    """Lost otherwise: the name of a member called 龚䶮."""
    face = fonts.typeface()
    kind = face.glyph(char, False).kind
    assert kind in ("type", "picture")
    made = receipt.make(replace(RECEIPT, note=f"龚{char}"), width="80", language="zh", face=face)
    assert made.missing == ()
    if ord(char) < 0x10000:  # PDFium reads no spoken text beyond the basic plane; pdftotext does
        assert char in reading.text(made.pdf)
    assert black(face, f"龚{char}") > black(face, "龚") + 80


def test_another_embedded_font_is_asked_first() -> None:
    """Lost otherwise: sharp and searchable rare characters; pictures are the last resort."""
    rare = fonts.Typeface(replace(choose(), drawn=()))
    found = [char for char in "䶮é☎" if rare.glyph(char, False).kind == "type"]
    if len(choose().rare) == 0:
        pytest.skip("this computer has one TrueType font only")
    assert "é" in found
    names = {rare.glyph(char, False).font for char in "䶮é☎邻"}
    assert len(names) > 1


def test_a_character_no_font_has_warns_and_is_no_empty_box() -> None:
    """Lost otherwise: the clerk never learns that the paper lacks a character."""
    only = replace(choose(), rare=(), drawn=())
    face = fonts.Typeface(only)
    made = receipt.make(replace(RECEIPT, note="龚䶮䶮"), width="80", language="zh", face=face)
    assert made.missing == ("䶮",)
    assert face.missing("龚䶮") == ("䶮",)
    assert "〓〓" in reading.text(made.pdf)


def test_without_any_font_paper_is_still_made() -> None:
    """Lost otherwise: every sale on a computer without a Chinese TrueType font."""
    face = fonts.Typeface(Choice(None, None, (), ()))
    assert not face.state.embedded
    assert face.state.family == "STSong-Light"
    made = receipt.make(RECEIPT, width="80", language="zh", face=face)
    assert b"STSong-Light" in made.pdf
    assert "实付" in reading.text(made.pdf)
    assert made.font == face.state
    hostile = replace(RECEIPT, note="䶮😀𠮷龥", device="\ud800é")
    assert receipt.make(hostile, width="58", language="zh", face=face).missing == ("䶮", "😀", "𠮷")
    assert job_card.make(CARD, language="zh", face=face).pages == 1


def test_damaged_or_foreign_files_are_passed_over(tmp_path: Path) -> None:
    """Lost otherwise: all paper, because one font file is broken."""
    real = choose().regular
    assert real is not None
    (tmp_path / "msyh.ttc").write_bytes(b"ttcf\x00\x02\x00\x00\xff\xff\xff\xff")
    (tmp_path / "SimHei.ttf").write_bytes(b"")
    (tmp_path / "deng.ttf").write_bytes(real.path.read_bytes()[:3000])
    (tmp_path / real.path.name).write_bytes(real.path.read_bytes())
    face = fonts.Typeface(choose([tmp_path]))
    assert face.state.path == tmp_path / real.path.name


def test_every_platform_has_its_folders() -> None:
    """Lost otherwise: the font on two of the three systems the program is for."""
    windows = folders("win32", {"WINDIR": "D:\\Win", "LOCALAPPDATA": "D:\\Me"})
    assert [path.name for path in windows] == ["Fonts", "Fonts"]
    assert Path("/System/Library/Fonts") in folders("darwin", {})
    assert Path("/usr/share/fonts") in folders("linux", {})


def test_bold_is_heavier() -> None:
    """Lost otherwise: the needs of the household stand out no more."""
    made = job_card.make(CARD, language="zh")
    plain = replace(CARD, habits=(*CARD.habits, *CARD.needs), needs=())
    dark = [
        sum(b.bit_count() for b in raster.dots(pdf).data)
        for pdf in (made.pdf, job_card.render(plain, language="zh"))
    ]
    assert dark[0] > dark[1] + 100
