"""Checklists in the settings, by keys: written once, the same steps stay the same steps."""

import pytest
from PySide6.QtCore import Qt

from models.services import checklist_samples, checklists
from models.services.checklists import StepEntry
from models.services.shop import TRADES
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.checklist_samples import samples
from views.screens.checklists import ChecklistsPage, steps_of, told_steps

K = Qt.Key


def test_a_checklist_is_written_changed_and_taken_back(clerk: Clerk, shop: Shop) -> None:
    """A shop that cannot write its own steps keeps them in somebody's head."""
    clerk.shell.go(places.SETTINGS, "checklists")
    clerk.calm()
    clerk.shell.go(places.CHECKLISTS)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, ChecklistsPage)
    clerk.press(K.Key_Insert)
    clerk.press(K.Key_Return, held=CTRL)
    assert page.form.refused() == ["steps"]
    page._name.setFocus()
    clerk.type("换轴承")
    page._item.choose(shop.items["FW-114"])
    page._steps.setFocus()
    page._steps.write("断电\n！试机 3 分钟\n\n! 签字")
    clerk.press(K.Key_Return, held=CTRL)
    (row,) = shop.kernel.ask(checklists.lists)
    told = [(step.text, step.required) for step in row.details.steps]
    assert told == [("断电", False), ("试机 3 分钟", True), ("签字", True)]
    assert row.item == "更换滚筒轴承，工时"
    page._steps.write("! 签字\n断电")
    clerk.press(K.Key_Return, held=CTRL)
    (changed,) = shop.kernel.ask(checklists.lists)
    ids = {step.text: step.id for step in row.details.steps}
    assert [step.id for step in changed.details.steps] == [ids["签字"], ids["断电"]]
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(checklists.lists) == (row,)
    clerk.press(K.Key_D, held=CTRL)
    assert shop.kernel.ask(checklists.lists)[0].archived


def test_lines_and_steps_are_one_and_the_same() -> None:
    steps = (StepEntry(text="甲", id="1"), StepEntry(text="乙", required=True, id="2"))
    assert steps_of(told_steps(steps), steps) == steps
    assert steps_of("甲\n甲", steps) == (steps[0], StepEntry(text="甲"))


def test_the_samples_of_the_trade_are_offered_to_who_has_none(clerk: Clerk, shop: Shop) -> None:
    """An empty page teaches nobody what a step is; a list of nine does."""
    clerk.shell.go(places.CHECKLISTS)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, ChecklistsPage)
    assert page._offer.isVisible()
    clerk.press(K.Key_G, held=CTRL)
    rows = shop.kernel.ask(checklists.lists)
    assert rows[0].details.name == "上门维修"
    assert not page._offer.isVisible()
    clerk.press(K.Key_G, held=CTRL)
    assert len(shop.kernel.ask(checklists.lists)) == len(rows)
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(checklists.lists) == ()
    assert page._offer.isVisible()


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_has_lists_the_shop_takes_as_they_are(shop: Shop, trade: str) -> None:
    """A list that one rule refuses would offer a button that does nothing."""
    both = [samples(trade, language, {"FW-201": shop.items["FW-001"]}) for language in ("zh", "en")]
    for lists in both:
        made = shop.kernel.run(checklist_samples.add, lists).result
        assert len(made) >= 2
        shop.kernel.run(checklist_samples.take_back, made)
    zh, en = both
    assert [[s.required for s in one.steps] for one in zh] == [
        [s.required for s in one.steps] for one in en
    ]
    assert all(step.text.isascii() for one in en for step in one.steps)
    assert not any(step.text.isascii() for one in zh for step in one.steps)
    assert all(any(step.required for step in one.steps) for one in zh)
    assert [one.item_id for one in zh if one.item_id] == (
        [shop.items["FW-001"]] * (trade == "repair")
    )
