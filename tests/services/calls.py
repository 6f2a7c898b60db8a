"""One sound call of every writing use case, for the tests that turn each into unsound ones.

Must not check anything: a use case that has no call here fails ``test_every_use_case_has_a_call``.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import models.services
from models.base.usecase import Declaration, declared_functions
from models.services import (
    erasure,
    households,
    job_file,
    job_lines,
    member_file,
    sign_in,
)
from models.services.job_lines import LineEntry
from models.services.shop import add_person
from tests.services.calls_files import FILE_CALLS
from tests.services.calls_jobs import JOB_CALLS
from tests.services.calls_lists import LIST_CALLS
from tests.services.calls_members import MEMBER_CALLS
from tests.services.calls_money import MONEY_CALLS
from tests.services.calls_points import POINTS_CALLS
from tests.services.calls_programme import PROGRAMME_CALLS
from tests.services.calls_quotes import QUOTE_CALLS
from tests.services.calls_rewards import REWARD_CALLS
from tests.services.calls_shop import PIN_HASH, SHOP_CALLS
from tests.shopkeeping import Shop

for _module in pkgutil.iter_modules(models.services.__path__):
    importlib.import_module(
        f"{models.services.__name__}.{_module.name}"
    )  # so that all are declared

Function = Callable[..., Any]


def use_cases(*, reads: bool) -> dict[str, tuple[Function, Declaration]]:
    """Every use case of the program by name, writing or reading ones."""
    return {
        declared.name: (function, declared)
        for function, declared in declared_functions().items()
        if declared.reads is reads and function.__module__.startswith("models.services.")
    }


@dataclass
class Stage:
    """A shop with one of everything, on which calls are tried one after another."""

    shop: Shop
    kept: dict[str, Any] = field(default_factory=dict)
    _count: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.member: str = self.shop.member().id
        self.other: str = self.shop.member("李雷", "15401060001").id
        self.device: str = self.shop.washer(self.member)
        self.job: str = self.shop.job(self.member, "FW-001", "PJ-0612", device_id=self.device).id
        self.bill: str = self.shop.sell("FW-001", member_id=self.member).id
        file = self.shop.kernel.ask(job_file.file, self.job)
        self.line: str = file.lines[0].id
        self.phone: str = self.shop.kernel.ask(member_file.file, self.member).phones[0].id
        self.household: str = self.shop.kernel.run(households.join, self.member, self.other).result

    def next(self) -> int:
        """A number no call had before."""
        return next(self._count)

    def run(self, function: Function, bound: Mapping[str, Any]) -> Any:
        """Run a use case with these arguments, under a new key where it needs one."""
        declared = declared_functions()[function]
        args, kwargs = _split(function, bound)
        if declared.keyed:
            return self.shop.kernel.run_keyed(self.shop.key(), function, *args, **kwargs)
        return self.shop.kernel.run(function, *args, **kwargs)

    def call(self, name: str) -> dict[str, Any]:
        """The arguments of a sound call by parameter, defaults included."""
        function, _ = use_cases(reads=False)[name]
        args, kwargs = CALLS[name](self)
        bound = inspect.signature(function).bind(None, *args, **kwargs)
        bound.apply_defaults()
        return dict(list(bound.arguments.items())[1:])

    def guarded(self) -> str:
        """A clerk with a PIN of this desk."""
        name = f"前台{self.next()}"
        run = self.shop.kernel.run
        person = run(add_person, name=name, technician=False, level=1).result
        run(sign_in.keep_pin, person, PIN_HASH, 4)
        return person

    def newcomer_member(self) -> str:
        """A member of whom nothing hangs on anything."""
        return self.shop.member(f"过客{self.next()}", f"154{self.next():08d}").id

    def erased_member(self) -> str:
        """A member whose data is gone."""
        member_id = self.newcomer_member()
        self.shop.kernel.run_keyed(self.shop.key(), erasure.erase, member_id)
        return member_id

    def member_of_old(self) -> str:
        """A member who was here last four years ago."""
        clock, now = self.shop.clock, self.shop.clock.now()
        clock.set(now - timedelta(days=4 * 366))
        member_id = self.newcomer_member()
        clock.set(now)
        return member_id

    def newcomer(self) -> str:
        """A technician who has no job yet."""
        return self.shop.kernel.run(add_person, name=f"新人{self.next()}").result

    def washer(self) -> str:
        """The member's washing machine."""
        return self.device

    def fresh_line(self) -> str:
        """A line of the open job that may be taken off."""
        return self.shop.kernel.run(
            job_lines.add, self.job, LineEntry(item_id=self.shop.items["FW-120"])
        ).result


def _split(function: Function, bound: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    kinds = inspect.signature(function).parameters
    args = [v for n, v in bound.items() if kinds[n].kind is not inspect.Parameter.KEYWORD_ONLY]
    kwargs = {n: v for n, v in bound.items() if kinds[n].kind is inspect.Parameter.KEYWORD_ONLY}
    return args, kwargs


Given = tuple[tuple[Any, ...], dict[str, Any]]

CALLS: dict[str, Callable[[Stage], Given]] = {
    **FILE_CALLS,
    **JOB_CALLS,
    **MEMBER_CALLS,
    **MONEY_CALLS,
    **POINTS_CALLS,
    **PROGRAMME_CALLS,
    **QUOTE_CALLS,
    **LIST_CALLS,
    **REWARD_CALLS,
    **SHOP_CALLS,
}
