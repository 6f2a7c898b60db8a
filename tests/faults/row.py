"""A row of the catalogue: an id, how often it is tried, and how. A row is survived only when all its runs pass."""

import random
import shutil
import traceback
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest


class Progress(Protocol):
    """Hears of every run."""

    def __call__(self, done: int, passed: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a row: runs, how many passed, and the first that did not, in words."""

    runs: int
    passed: int
    first_failure: str = ""

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.runs + other.runs,
            self.passed + other.passed,
            self.first_failure or other.first_failure,
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One try: its number, its own chance, and an empty folder of its own."""

    number: int
    chance: random.Random
    folder: Path


class NotHere(Exception):
    """This computer or this version of the product lacks what the row needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. ``full`` is the catalogue's count, ``small`` that of the normal test run.

    ``prepare`` makes, once in an empty folder, what all runs share and hands it to ``once``; a try fails by any
    exception. ``together``: the runs lean on one another and stay in one process.
    """

    id: str
    must: str
    full: int
    small: int
    once: Callable[[Any, Run], None]
    prepare: Callable[[Path], Any] | None = None
    together: bool = False


def nothing_happened(done: int, passed: int) -> None:
    """A progress that nobody hears."""


def tried(
    row: Row, numbers: Iterable[int], *, seed: int, folder: Path, progress: Progress
) -> Outcome:
    """Run a row's tries of these numbers in ``folder``, which is emptied of each try that passed.

    Raises NotHere where the row cannot be tried at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    runs = passed = 0
    first = ""
    with ExitStack() as stack:
        shared = None
        if row.prepare is not None:
            place = folder / "shared"
            place.mkdir()
            shared = row.prepare(place)
            if isinstance(shared, AbstractContextManager):  # it has something to be closed
                stack.enter_context(shared)
        for number in numbers:
            place = folder / f"run-{number}"
            place.mkdir()
            run = Run(number, random.Random(f"{seed}/{row.id}/{number}"), place)
            said = _said(row, shared, run)
            runs += 1
            passed += not said
            first = first or (said and f"run {number}: {said}")
            shutil.rmtree(place, ignore_errors=True)
            progress(runs, passed)
    return Outcome(runs, passed, first)


def _said(row: Row, shared: Any, run: Run) -> str:
    """Why a try failed; "" where it passed."""
    try:
        row.once(shared, run)
    except NotHere:
        raise
    # Whatever a try ends with, the others are tried as well; a test's own verdict is no Exception.
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = next(
            (
                entry
                for entry in reversed(traceback.extract_tb(error.__traceback__))
                if "faults" in entry.filename
            ),
            frame,
        )
        return f"{type(error).__name__} {error} ({Path(where.filename).name}:{where.lineno})"
    return ""
