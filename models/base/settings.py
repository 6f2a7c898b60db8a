"""The settings of a shop and of a desk, declared once: name, type, default and bounds.

Must not store anything: models/store keeps values, models/services changes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.base.errors import Refused
from models.base.text import clean_line

Value = str | int | bool
Scope = Literal["shop", "desk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One declared setting. ``choices`` or ``least``..``most`` bound it; a str has ``most``."""

    name: str
    scope: Scope
    default: Value
    choices: tuple[Value, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def kind(self) -> type[Value]:
        """The exact type of a value: str, int or bool."""
        return type(self.default)


KEEP_DAYS: tuple[Value, ...] = (0, 30, 90, 180, 365, 730, 1095, 1825)
"""For how many days a photo or file may be kept; 0 without limit."""

_DECLARED = (
    Setting(name="language", scope="desk", default="zh", choices=("zh", "en")),
    Setting(name="theme", scope="desk", default="system", choices=("system", "light", "dark")),
    Setting(name="text_size", scope="desk", default=100, choices=(100, 125, 150)),
    Setting(name="motion", scope="desk", default=True),
    Setting(name="receipt_width", scope="desk", default="80", choices=("58", "80", "a5")),
    Setting(name="paper_language", scope="shop", default="zh", choices=("zh", "en")),
    Setting(name="printer", scope="desk", default="", most=200),
    Setting(name="job_card_printer", scope="desk", default="", most=200),
    Setting(name="idle_lock_minutes", scope="shop", default=5, least=0, most=240),
    Setting(name="backup_hours", scope="desk", default=4, choices=(0, 1, 2, 4, 8, 24)),
    Setting(name="backup_on_closing", scope="desk", default=True),
    Setting(name="rounding_unit", scope="shop", default=0, choices=(0, 10, 100)),
    Setting(name="bill_discount_cap", scope="shop", default=1000, least=0, most=1000),
    Setting(
        name="account_limit",
        scope="shop",
        default=0,
        choices=(0, 20_000, 50_000, 100_000, 200_000, 500_000),
    ),
    Setting(name="retention_years", scope="shop", default=3, least=0, most=30),
    Setting(name="keep_days_damage", scope="shop", default=1095, choices=KEEP_DAYS),
    Setting(name="keep_days_work", scope="shop", default=365, choices=KEEP_DAYS),
    Setting(name="keep_days_paper", scope="shop", default=1095, choices=KEEP_DAYS),
    Setting(name="keep_days_other", scope="shop", default=365, choices=KEEP_DAYS),
    Setting(name="clerk_discount_cap", scope="shop", default=200, least=0, most=1000),
    Setting(name="quote_cap", scope="shop", default=100, choices=(0, 50, 100, 150, 200, 300)),
    Setting(name="redeem_cap", scope="shop", default=5000, least=0, most=1_000_000),
    Setting(name="adjust_cap", scope="shop", default=500, least=0, most=1_000_000),
    Setting(name="quote_days", scope="shop", default=7, choices=(1, 3, 7, 15, 30, 60)),
)

SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _DECLARED}
"""By name. text_size in per cent, rounding_unit (抹零) in fen, bill_discount_cap per mille of the
bill, clerk_discount_cap the same for what a clerk gives without approval, idle_lock_minutes 0 = never,
account_limit fen a member may owe before a supervisor is asked, 0 = nothing goes on account,
redeem_cap points that a clerk may spend for a member at once, adjust_cap points that a supervisor may put
right at once, quote_cap per mille that a bill may go beyond its quote unsigned, quote_days for how many
days a quote holds,
retention_years without a sign of life after which a member is offered for erasure, 0 = never,
keep_days_… of photos and files from the day they came (damage and papers three years: so long a claim
can be brought), backup_hours 0 = not by itself, printer "" = the system's own."""


def default_of(name: str) -> Value:
    """The value where none was ever chosen. Raises KeyError for an undeclared name."""
    return SETTINGS[name].default


def check(name: str, value: object) -> Value:
    """``value`` as it is stored.

    Raises Refused ``setting.unknown``, ``setting.type``, ``setting.choice`` (``choices`` as text),
    ``setting.range`` (``least``, ``most``) or a ``text.…`` code.
    """
    setting = SETTINGS.get(name)
    if setting is None:
        raise Refused("setting.unknown", field=name, name=name)
    if type(value) is not setting.kind:
        raise Refused("setting.type", field=name, name=name)
    assert isinstance(value, str | int)
    if setting.choices and value not in setting.choices:
        allowed = ", ".join(str(choice) for choice in setting.choices)
        raise Refused("setting.choice", field=name, name=name, choices=allowed)
    if isinstance(value, str):
        return clean_line(value, field=name, most=setting.most or 200)
    least, most = setting.least, setting.most
    if (least is not None and value < least) or (most is not None and value > most):
        raise Refused("setting.range", field=name, name=name, least=least, most=most)
    return value
