"""Erasing in the real window. If these fail, a clerk erases by accident, or the owner cannot erase at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from models.base.rights import Level
from models.rules.erasure import ERASED_NAME
from models.services import member_file, timeline
from tests.clerk import CTRL, Clerk
from tests.paper import reading
from tests.services.life import WORDS, Life, left_in_file
from tests.shopkeeping import Shop
from tests.views.hands import click
from views import places, texts
from views.screens.member import MemberPage
from views.screens.member_erase import MemberErasePage
from views.screens.member_erase_told import Told

K = Qt.Key


@pytest.fixture
def life(shop: Shop) -> Life:
    return Life(shop)


def go(clerk: Clerk, life: Life) -> MemberErasePage:
    clerk.shell.go(places.MEMBER_ERASE, life.id)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberErasePage)
    return page


def said(page: MemberErasePage) -> str:
    told = page.findChild(Told)
    assert told is not None
    return "\n".join(part.text() for part in told._parts if hasattr(part, "text"))


def name_of(life: Life) -> str:
    return life.shop.kernel.ask(member_file.file, life.id).name


def test_an_open_job_is_told_and_the_act_is_shut(clerk: Clerk, life: Life) -> None:
    page = go(clerk, life)
    assert "-001 还没结束：先做完，或者取消它" in said(page)
    assert not page._do.isEnabled()
    click(page._do)
    assert name_of(life) != ERASED_NAME


def test_focus_is_on_the_safe_choice_and_enter_erases_nobody(clerk: Clerk, life: Life) -> None:
    """A second Enter of somebody in a hurry must never be the end of a file."""
    life.finish_all()
    clerk.shell.go(places.MEMBER, life.id)
    page = go(clerk, life)
    assert page._stay.hasFocus()
    page._do.setFocus()
    clerk.press(K.Key_Return, K.Key_Enter)
    assert clerk.page is page
    clerk.press(K.Key_Return, held=CTRL)
    assert name_of(life) != ERASED_NAME
    page._stay.setFocus()
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)
    go(clerk, life)
    clerk.press(K.Key_Escape)
    clerk.at(places.MEMBER)
    assert name_of(life) != ERASED_NAME


def test_the_button_names_the_act_and_the_slip_is_shown_printed_and_saved(
    clerk: Clerk, life: Life, tmp_path: Path
) -> None:
    """From the file of a member to the paper in the member's hand."""
    life.finish_all()
    page = go(clerk, life)
    assert page._do.text() == "彻底删除『欧阳楚瑶』的资料"
    assert "工单 4 张，收据 5 张" in said(page)
    click(page._do)
    clerk.until(lambda: page.slip is not None, "no slip came")
    clerk.calm()
    assert left_in_file(life.shop) == []
    assert "凭单 SC-A-000001" in clerk.said[-1].words
    clerk.until(lambda: page._paper.pages() == 1, "the slip was not pictured")
    clerk.press(K.Key_F9)
    clerk.until(lambda: bool(clerk.tray.sheets), "the slip was not printed")
    printed = reading.text(clerk.tray.sheets[0].pdf)
    assert "SC-A-000001" in printed
    assert [word for word in WORDS if word in printed] == []
    page.save_to(str(tmp_path / "slip.pdf"))
    clerk.until(lambda: (tmp_path / "slip.pdf").exists(), "the slip was not saved")
    assert (tmp_path / "slip.pdf").stat().st_mode & 0o077 == 0
    assert clerk.bugs == []


def test_ctrl_z_after_it_brings_nothing_back(clerk: Clerk, life: Life) -> None:
    """An edit before is on the trail of the window; it must not be taken back into the shell."""
    life.finish_all()
    clerk.shell.go(places.MEMBER, life.id)
    clerk.calm()
    page = go(clerk, life)
    click(page._do)
    clerk.until(lambda: page.slip is not None, "no slip came")
    clerk.press(K.Key_Z, held=CTRL)
    assert left_in_file(life.shop) == []


def test_the_file_of_an_erased_member_says_so_and_offers_nothing(clerk: Clerk, life: Life) -> None:
    life.finish_all()
    erasing = go(clerk, life)
    click(erasing._do)
    clerk.until(lambda: erasing.slip is not None, "no slip came")
    clerk.shell.go(places.MEMBER, life.id)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    for language, words in (("zh", "已删除的会员"), ("en", "Erased member")):
        texts.set_language(language)
        clerk.calm()
        assert page._header._name.text() == words
    for name in ("new_job", "checkout", "edit", "archive", "hand_over"):
        assert not page.act(name).isEnabled()
    page.act("erase").trigger()
    clerk.at(places.MEMBER_ERASE)
    clerk.calm()
    assert erasing.slip is not None


def test_a_supervisor_is_told_that_it_is_the_owners(clerk: Clerk, life: Life) -> None:
    life.finish_all()
    kernel = life.shop.kernel
    kernel.actor = replace(kernel.actor, level=Level.SUPERVISOR)
    page = go(clerk, life)
    assert page.prospect is None
    assert not page._do.isVisible()
    assert clerk.said[-1].tone == "warning"


@pytest.mark.parametrize("form", ["pdf", "json"])
def test_the_members_own_copy_is_saved_and_journalled(
    clerk: Clerk, life: Life, tmp_path: Path, form: str
) -> None:
    clerk.shell.go(places.MEMBER, life.id)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    page.act("hand_over").trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    path = tmp_path / f"mine.{form}"
    page._handing.save_to(str(path))
    clerk.until(path.exists, "no file was written")
    clerk.calm()
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_bytes()
    told = content.decode() if form == "json" else reading.flat(reading.text(content))
    assert "15409876543" in told
    entries = life.shop.kernel.ask(timeline.of_member, life.id).entries
    assert (entries[0].what, entries[0].details) == ("data_exported", {"form": form})
    assert "已记入日志" in clerk.said[-1].words


def test_a_consent_keeps_the_way_that_was_chosen(clerk: Clerk, life: Life) -> None:
    """Agreed on the phone is another thing than signed; the file shows wording, way and day."""
    clerk.shell.go(places.MEMBER, life.id)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    page._consents._way.choose("wechat")
    line = page._consents._rows["service"]
    assert "只用来上门" in line._wording.text()
    click(line.act)
    clerk.calm()
    row = life.shop.kernel.ask(member_file.file, life.id).consents[0]
    assert (row.granted, row.channel, row.version) == (True, "wechat", "2026-01")
    assert line._since.text() == "今天 微信 2026-01"
    assert not line._wording.isVisible()
