"""In a member's file no word is cut, in either language, at every size of type; only a very long name may be."""

import typing
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QWidget

from models.services import consents, devices, households, members
from models.services.devices import DeviceDetails
from models.services.members import MemberDetails, PhoneEntry
from tests.clerk import Clerk
from tests.shopkeeping import Shop
from views import places, texts, theme
from views.screens.member import MemberPage
from views.widgets.buttons import Button
from views.widgets.lists import RowPen
from views.widgets.text import Eliding, Text

SCALES = typing.get_args(theme.Scale)
LONG = "欧阳阿依古丽买买提江阿卜杜热依木努尔麦麦提艾合买提江图尔荪尼亚孜喀日阿"


@pytest.fixture
def member(shop: Shop) -> str:
    """Somebody with everything that is long to say, most of it said last year."""
    brought = shop.member("吴秀珍", "15401063158")
    details = MemberDetails(
        name="张桂兰",
        phones=(
            PhoneEntry(number="15401062046"),
            PhoneEntry(number="010-5550 8600转1234", label="单位总机转分机很长的标签"),
        ),
        gender="female",
        birthday=date(1959, 6, 12),
        referred_by_id=brought.id,
        elderly=True,
        special_care=True,
    )
    her = shop.kernel.run_keyed(shop.key(), members.create, details).result.id
    shop.kernel.run(households.join, her, shop.member(LONG, "15401060001").id)
    shop.kernel.run(consents.record, her, purpose="service", granted=True)
    shop.kernel.run(consents.record, her, purpose="marketing", granted=False)
    machine = DeviceDetails(
        category="washer",
        brand="海尔",
        model="滚筒洗衣机 10 kg 直驱变频蒸汽除菌",
        place="阳台储物间靠窗一侧热水器下面第二格",
        bought_on=date(2021, 5, 9),
        warranty_until=date(2028, 12, 31),
    )
    shop.kernel.run(devices.add, her, machine)
    shop.job(her, "FW-001", device_id=shop.washer(her))
    shop.clock.advance(timedelta(days=400))
    return her


def _cut(page: MemberPage) -> list[str]:
    """What is drawn narrower than its words need, the names aside."""
    found = []
    for part in page.findChildren(QWidget):
        if not part.isVisible() or part is page._header._name:
            continue
        if isinstance(part, Button) and part.text() != LONG:
            wide = part.sizeHint().width()
        elif isinstance(part, Eliding) or (isinstance(part, Text) and not part.wordWrap()):
            wide = part.fontMetrics().horizontalAdvance(part.text())
        else:
            continue
        right = part.mapTo(page, part.rect().topLeft()).x() + wide
        box = part.parentWidget()
        edge = page.width() if box is None else box.mapTo(page, box.rect().topRight()).x() + 1
        if part.width() < wide or right > edge:
            found.append(f"{type(part).__name__} {part.text()!r}")
    return found


def _look_at(clerk: Clerk, member: str, language: str, scale: theme.Scale) -> MemberPage:
    texts.set_language(language)
    theme.current().set_scale(scale)
    clerk.shell.retranslate()
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    return page


LOOKS = [(language, scale) for language in texts.LANGUAGES for scale in SCALES]


@pytest.mark.parametrize(("language", "scale"), LOOKS)
def test_no_word_of_a_members_file_is_cut(
    clerk: Clerk, member: str, language: str, scale: theme.Scale
) -> None:
    """Half a word about a consent or a phone is guessed, and guessed wrong."""
    assert _cut(_look_at(clerk, member, language, scale)) == []


@pytest.mark.parametrize(("language", "scale"), LOOKS)
def test_the_rows_of_a_file_have_room_for_their_words(
    clerk: Clerk,
    member: str,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    scale: theme.Scale,
) -> None:
    """A day of last year lost its end, a device the end of its warranty."""
    page = _look_at(clerk, member, language, scale)
    cut: list[str] = []
    drawn: list[str] = []
    draw = RowPen._draw

    def watch(
        pen: RowPen, left: int, room: int, words: str, style: str, tone: str, lift: float
    ) -> int:
        drawn.append(words)
        if theme.metrics(style).horizontalAdvance(words) > room:
            cut.append(words)
        return draw(pen, left, room, words, style, tone, lift)

    monkeypatch.setattr(RowPen, "_draw", watch)
    page.timeline.view.grab()
    page.devices.view.resize(page.devices.view.size())
    page.to_devices()
    clerk.calm()
    page.devices.view.grab()
    assert any(words.count("-") == 2 for words in drawn)
    assert any("kg" in words for words in drawn)
    assert cut == []
