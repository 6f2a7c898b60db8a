"""How a use case declares itself: its right, its key and its inverse. No use case runs without this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from models.base.rights import Right

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
W = TypeVar("W")

NOT_UNDOABLE = "not undoable"
DENIED = "denied"
"""Stands before the name of a use case in the journal where somebody was stopped at it."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the kernel must know of a use case before it may run.

    ``keyed``: every call carries an idempotency key; the same key gives the first call's answer again.
    ``inverse``: the name of the use case that takes it back, or :data:`NOT_UNDOABLE`.
    ``reads``: it changes nothing and runs on the read-only connection.
    ``itself``: the program does it by itself as the day asks. It is written down as the program's, whoever sits at
    the desk and also where it is locked; it takes no wish from anybody, else that would be a way round the rights.
    """

    name: str
    right: Right
    keyed: bool
    inverse: str
    reads: bool
    module: str
    itself: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A use case with its arguments, ready to be run: what undo keeps."""

    use_case: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a committed use case hands back.

    ``changed``: the kinds of rows that changed, by which screens decide to reload.
    ``inverse``: the call that takes it back, where it declares one.
    ``replayed``: the answer of an earlier call under the same key; nothing was written now.
    """

    result: T
    changed: frozenset[str]
    inverse: Call | None = None
    replayed: bool = False


_declared: dict[Callable[..., Any], Declaration] = {}


def use_case(
    right: Right, *, keyed: bool = False, inverse: str = NOT_UNDOABLE, itself: bool = False
) -> Callable[[Callable[Concatenate[W, P], R]], Callable[Concatenate[W, P], R]]:
    """Declare a writing use case: a plain function whose first argument is the unit of work."""

    def declare(function: Callable[Concatenate[W, P], R]) -> Callable[Concatenate[W, P], R]:
        _declared[function] = Declaration(
            _name(function),
            right,
            keyed,
            inverse,
            reads=False,
            module=function.__module__,
            itself=itself,
        )
        return function

    return declare


def query(
    right: Right,
) -> Callable[[Callable[Concatenate[W, P], R]], Callable[Concatenate[W, P], R]]:
    """Declare a reading use case: a plain function whose first argument is the read-only view."""

    def declare(function: Callable[Concatenate[W, P], R]) -> Callable[Concatenate[W, P], R]:
        _declared[function] = Declaration(
            _name(function), right, False, NOT_UNDOABLE, reads=True, module=function.__module__
        )
        return function

    return declare


def declaration(function: Callable[..., Any]) -> Declaration:
    """Return the declaration of ``function``; KeyError means a programmer forgot to declare it."""
    return _declared[function]


def declared_functions() -> Mapping[Callable[..., Any], Declaration]:
    """Every use case of the modules imported so far, with its declaration."""
    return dict(_declared)


def declarations() -> list[Declaration]:
    """Return every declaration of the modules imported so far, by name."""
    return sorted(_declared.values(), key=lambda entry: entry.name)


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
