"""A row as declared: a value forgotten or misspelt must not reach the shop's file as something else."""

import pytest

from models.tables.shop import Setting, Staff


def test_what_is_not_given_has_the_default_of_its_column() -> None:
    row = Staff(id="1", name="王芳")
    assert (row.level, row.technician, row.phone, row.active) == (0, False, "", True)


def test_a_value_without_a_default_must_be_given() -> None:
    with pytest.raises(TypeError, match=r"Setting: unknown \[\], missing \['value'\]"):
        Setting(name="language")


def test_a_misspelt_value_is_no_value() -> None:
    with pytest.raises(TypeError, match=r"unknown \['nmae'\], missing \[\]"):
        Staff(id="1", nmae="王芳")  # type: ignore[call-arg]


def test_on_the_class_an_attribute_is_the_column() -> None:
    assert str(Staff.level) == "staff.level"
    assert Staff.__table__.columns.keys()[:3] == ["id", "name", "level"]


def test_a_row_says_nothing_of_its_values() -> None:
    """A log or a crash report that prints one would carry a member's data."""
    assert repr(Staff(id="1", name="王芳")) == "Staff(…)"
