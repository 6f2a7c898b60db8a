"""If these fail, half of a form is stored: a member without the household, or a consent nobody gave."""

from dataclasses import replace

import pytest

from models.base.errors import Confirm, Refused
from models.kernel import Kernel
from models.services import households, member_file, member_form, members
from models.services.members import MemberDetails, PhoneEntry
from tests.services.test_members import FULL, create, rows_of


def test_a_new_member_with_consents_and_household_in_one_go(kernel: Kernel) -> None:
    other = create(kernel, MemberDetails(name="刘敏"))
    outcome = kernel.run_keyed(
        "f", member_form.enrol, FULL, consented=("service",), lives_with=other
    )
    file = kernel.ask(member_file.file, outcome.result.id)
    assert [person.id for person in file.household] == [other]
    assert {row.purpose: row.granted for row in file.consents} == {
        "service": True,
        "marketing": None,
    }
    assert outcome.inverse is not None
    kernel.undo(outcome.inverse)
    assert kernel.ask(member_file.file, outcome.result.id).archived_at is not None


def test_what_is_refused_keeps_nothing(kernel: Kernel) -> None:
    with pytest.raises(Refused, match=r"consent\.purpose"):
        kernel.run_keyed("f", member_form.enrol, FULL, consented=("everything",))
    with pytest.raises(Refused, match=r"record\.gone"):
        kernel.run_keyed("f", member_form.enrol, FULL, lives_with="nobody")
    assert kernel.ask(member_file.recent).rows == ()


def test_a_known_phone_is_asked_about_and_then_saved_under_the_same_key(kernel: Kernel) -> None:
    create(kernel, FULL)
    twin = MemberDetails(name="甲", phones=(PhoneEntry(number="15401062046"),))
    with pytest.raises(Confirm, match=r"member\.duplicate"):
        kernel.run_keyed("f", member_form.enrol, twin)
    insisted = {"confirmed": ("member.duplicate",)}
    first = kernel.run_keyed("f", member_form.enrol, twin, **insisted)  # type: ignore[arg-type]
    again = kernel.run_keyed("f", member_form.enrol, twin, **insisted)  # type: ignore[arg-type]
    assert (again.replayed, again.result) == (True, first.result)


def test_undo_of_a_changed_file_with_a_new_household_restores_both(kernel: Kernel) -> None:
    one = create(kernel, FULL)
    other = create(kernel, MemberDetails(name="刘敏"), "k2")
    before = kernel.ask(rows_of, one), kernel.ask(rows_of, other)
    outcome = kernel.run(member_form.amend, one, replace(FULL, name="甲"), lives_with=other)
    assert kernel.ask(member_file.file, one).household[0].id == other
    assert outcome.inverse is not None
    redo = kernel.undo(outcome.inverse).inverse
    assert (kernel.ask(rows_of, one), kernel.ask(rows_of, other)) == before
    assert redo is not None
    kernel.undo(redo)
    file = kernel.ask(member_file.file, one)
    assert (file.name, len(file.household)) == ("甲", 1)


def test_a_second_household_is_refused_and_the_file_stays(kernel: Kernel) -> None:
    one, two, three, four = (
        create(kernel, MemberDetails(name=name), name) for name in ("甲", "乙", "丙", "丁")
    )
    kernel.run(households.join, one, two)
    kernel.run(households.join, three, four)
    with pytest.raises(Refused, match=r"household\.two") as refused:
        kernel.run(member_form.amend, one, MemberDetails(name="改了"), lives_with=three)
    assert refused.value.field == "household"
    assert kernel.ask(members.details, one).name == "甲"
