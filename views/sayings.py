"""How money, numbers, days, times and spans are told. Pure functions: the clock and the zone come in.

Every function that needs words takes ``words``; without it the language of the screen speaks.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from models.base.errors import Trouble
from models.rules.erasure import ERASED_NAME
from models.rules.phones import phone_text
from views import texts
from views.texts import Catalogue

MINUS = "-"


def money(fen: int) -> str:
    """Tell integer fen as yuan with two decimals and thousand separators: 224100 → ``2,241.00``."""
    yuan_part, fen_part = divmod(abs(fen), 100)
    return f"{MINUS if fen < 0 else ''}{yuan_part:,}.{fen_part:02d}"


def yuan(fen: int) -> str:
    """Tell a total with its sign: 34400 → ``¥344.00``. Columns of money use :func:`money`."""
    return f"{MINUS if fen < 0 else ''}¥{money(abs(fen))}"


def change(fen: int) -> str:
    """Tell a difference with its direction: 2800 → ``+28.00``; nothing changed is ``0.00``."""
    return f"{'+' if fen > 0 else ''}{money(fen)}"


def number(count: int) -> str:
    """Tell a count or points with thousand separators: 2480 → ``2,480``."""
    return f"{count:,}"


def quantity(milli: int) -> str:
    """Tell integer thousandths without idle zeros: 1000 → ``1``, 1500 → ``1.5``."""
    whole, rest = divmod(abs(milli), 1000)
    decimals = f".{rest:03d}".rstrip("0") if rest else ""
    return f"{MINUS if milli < 0 else ''}{whole:,}{decimals}"


def share(per_mille: int) -> str:
    """``89`` as ``8.9%``, ``100`` as ``10%``; the sign in front where negative."""
    whole, rest = divmod(abs(per_mille), 10)
    return f"{'-' if per_mille < 0 else ''}{whole}{f'.{rest}' if rest else ''}%"


def clock(at: datetime, zone: tzinfo) -> str:
    """Tell the time of day of an aware moment in the shop's zone, 24 h: ``16:05``."""
    return at.astimezone(zone).strftime("%H:%M")


def iso_day(on: date) -> str:
    """Tell a day in full: ``2025-11-02``."""
    return on.isoformat()


def weekday(on: date, *, words: Catalogue | None = None) -> str:
    """Tell the day of the week, short: 周四, Thu."""
    return (words or texts.current()).say(f"words.weekday.{on.isoweekday()}")


def calendar_day(on: date, *, words: Catalogue | None = None) -> str:
    """Tell month and day without the year: 6月3日, 3 Jun."""
    words = words or texts.current()
    return words.say("words.month_day", month=words.say(f"words.month.{on.month}"), day=on.day)


def year_month(on: date, *, words: Catalogue | None = None) -> str:
    """Tell a month as a heading: 2026 年 6月, Jun 2026."""
    words = words or texts.current()
    return words.say("words.year_month", year=on.year, month=words.say(f"words.month.{on.month}"))


def day(on: date, today: date, *, words: Catalogue | None = None) -> str:
    """Tell a shop day: 今天, 昨天 or 明天, else 6月3日 in the same year, else 2025-11-02."""
    words = words or texts.current()
    near = {0: "words.today", -1: "words.yesterday", 1: "words.tomorrow"}.get((on - today).days)
    if near:
        return words.say(near)
    return calendar_day(on, words=words) if on.year == today.year else iso_day(on)


def moment(
    at: datetime,
    zone: tzinfo,
    now: datetime,
    *,
    words: Catalogue | None = None,
    bare_today: bool = False,
) -> str:
    """Tell an aware moment: 昨天 16:05, 6月3日 09:30. With ``bare_today`` today's is the time alone."""
    words = words or texts.current()
    on, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    time = clock(at, zone)
    if bare_today and on == today:
        return time
    return words.say("words.day_and_time", day=day(on, today, words=words), time=time)


def span(length: timedelta, *, words: Catalogue | None = None, seconds: bool = False) -> str:
    """Tell a length of time: 26 分; 2 时 18 分; from one day on 3 天. With ``seconds``: 4 分 10 秒.

    Rounds down, so that time left is never told longer than it is; under a minute is 0 分.
    """
    words = words or texts.current()
    total = max(0, int(length.total_seconds()))
    days, hours, minutes, rest = total // 86400, total // 3600, total % 3600 // 60, total % 60
    if days:
        return words.say("words.span.day" if days == 1 else "words.span.days", n=days)
    said = [words.say("words.span.hours", n=hours)] if hours else []
    if minutes or not (hours or seconds):
        said.append(words.say("words.span.minutes", n=minutes))
    if seconds and not hours and (rest or not minutes):
        said.append(words.say("words.span.seconds", n=rest))
    return " ".join(said)


def countdown(deadline: datetime, now: datetime, *, words: Catalogue | None = None) -> str:
    """Tell what is left until an aware deadline (剩 2 时 18 分) or how far it is past (超 1 天)."""
    words = words or texts.current()
    left = deadline - now
    if left < timedelta(0):
        return words.say("words.late", span=span(-left, words=words))
    return words.say("words.left", span=span(left, words=words))


def who(name: str, *, words: Catalogue | None = None) -> str:
    """Tell a member's name; an erased member is told as one (已删除的会员), nobody as nothing."""
    return (words or texts.current()).say("privacy.erased") if name == ERASED_NAME else name


def tender(kind: str, *, words: Catalogue | None = None) -> str:
    """Tell a means of payment: 现金, 微信, WeChat."""
    return (words or texts.current()).say(f"checkout.tender.{kind}")


def explain(
    trouble: Trouble, *, zone: tzinfo, now: datetime, words: Catalogue | None = None
) -> str:
    """Tell a refusal or other trouble by its sentence ``refused.<code>``.

    The sentence may leave values out. A placeholder may say how its value is told: ``{price:yuan}``,
    ``money``, ``change``, ``number``, ``quantity``, ``phone``, ``day`` (shop day), ``clock`` or ``moment``
    (aware moments), ``span`` (timedelta), ``step`` or ``tier`` (names out of words.toml).
    Raises TextError for an unknown code, as the catalogue does.
    """
    words = words or texts.current()
    key = f"refused.{trouble.code}"
    wanted = texts.placeholders(words.template(key)) if words.has(key) else frozenset()
    values = {name: value for name, value in trouble.values.items() if name in wanted}
    return words.fill(key, values, _speaker(words, zone, now))


def _speaker(words: Catalogue, zone: tzinfo, now: datetime) -> texts.Speak:
    tellers: dict[str, Callable[[Any], str]] = {
        "": str,
        "yuan": yuan,
        "money": money,
        "change": change,
        "number": number,
        "quantity": quantity,
        "phone": phone_text,
        "day": lambda on: day(on, now.astimezone(zone).date(), words=words),
        "clock": lambda at: clock(at, zone),
        "moment": lambda at: moment(at, zone, now, words=words),
        "span": lambda length: span(length, words=words),
        "step": lambda name: words.say(f"words.step.{name}"),
        "tier": lambda name: words.say(f"words.tier.{name}"),
    }

    def speak(value: Any, spec: str) -> str:
        if spec not in tellers:
            raise texts.TextError(f"no saying {spec!r}")
        return tellers[spec](value)

    return speak
