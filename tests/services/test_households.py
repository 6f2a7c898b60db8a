"""If these fail, strangers share a household, or a family falls apart."""

import pytest

from models.base.errors import Refused
from models.kernel import Kernel
from models.services import households, member_file, timeline
from models.services.members import MemberDetails
from tests.services.test_members import create, rows_of


@pytest.fixture
def people(kernel: Kernel) -> list[str]:
    """Four members, each alone."""
    return [create(kernel, MemberDetails(name=name), name) for name in ("甲", "乙", "丙", "丁")]


def family(kernel: Kernel, member_id: str) -> set[str]:
    return {person.id for person in kernel.ask(member_file.file, member_id).household}


def test_joining_is_mutual_and_grows(kernel: Kernel, people: list[str]) -> None:
    one, two, three, _ = people
    kernel.run(households.join, one, two)
    kernel.run(households.join, three, two)
    assert family(kernel, one) == {two, three}
    assert family(kernel, three) == {one, two}


def test_two_households_are_not_merged_by_accident(kernel: Kernel, people: list[str]) -> None:
    one, two, three, four = people
    kernel.run(households.join, one, two)
    kernel.run(households.join, three, four)
    with pytest.raises(Refused, match=r"household\.two"):
        kernel.run(households.join, one, three)
    assert family(kernel, one) == {two}


def test_nobody_lives_with_oneself(kernel: Kernel, people: list[str]) -> None:
    with pytest.raises(Refused, match=r"household\.self"):
        kernel.run(households.join, people[0], people[0])


def test_undo_of_a_join_takes_out_only_those_who_came(kernel: Kernel, people: list[str]) -> None:
    one, two, three, _ = people
    kernel.run(households.join, one, two)
    before = [kernel.ask(rows_of, each) for each in people]
    outcome = kernel.run(households.join, three, one)
    assert outcome.inverse is not None
    redo = kernel.undo(outcome.inverse).inverse
    assert [kernel.ask(rows_of, each) for each in people] == before
    assert redo is not None
    kernel.undo(redo)
    assert family(kernel, three) == {one, two}


def test_leaving_is_undone_into_the_same_household(kernel: Kernel, people: list[str]) -> None:
    one, two, *_ = people
    kernel.run(households.join, one, two)
    before = kernel.ask(rows_of, one)
    outcome = kernel.run(households.place, one, None)
    assert family(kernel, two) == set()
    assert outcome.inverse is not None
    kernel.undo(outcome.inverse)
    assert kernel.ask(rows_of, one) == before


def test_joining_again_changes_and_tells_nothing(kernel: Kernel, people: list[str]) -> None:
    one, two, *_ = people
    kernel.run(households.join, one, two)
    kernel.run(households.join, one, two)
    told = [entry.what for entry in kernel.ask(timeline.of_member, one).entries]
    assert told.count("household_joined") == 1


def test_an_old_undo_does_not_tear_someone_out_of_another_household(
    kernel: Kernel, people: list[str]
) -> None:
    one, two, three, _ = people
    joined = kernel.run(households.join, one, two)
    kernel.run(households.place, one, None)
    kernel.run(households.join, one, three)
    assert joined.inverse is not None
    kernel.undo(joined.inverse)
    assert family(kernel, one) == {three}
    assert family(kernel, two) == set()
