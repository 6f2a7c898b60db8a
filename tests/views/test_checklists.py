"""Checklists in the settings, by keys: written once, the same steps stay the same steps."""

from PySide6.QtCore import Qt

from models.services import checklists
from models.services.checklists import StepEntry
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
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
