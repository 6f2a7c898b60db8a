"""The journal's lines in words, for the screen and the command line. No Qt."""

from models.services.journal import Entry
from views import sayings, texts
from views.texts import t


def told_act(row: Entry) -> str:
    """What somebody did, or was stopped at."""
    key = f"journal.act.{row.use_case}"
    what = t(key) if texts.current().has(key) else t("journal.reading")
    return t("journal.denied", what=what) if row.denied else what


def told_who(row: Entry) -> str:
    """Who did it, and who approved it."""
    who = row.actor or t("journal.program")
    return f"{who}  {t('journal.approved', approver=row.approver)}" if row.approver else who


def told_about(row: Entry) -> str:
    """Whom or what it is about: the member as named now, numbers of jobs and bills."""
    return " ".join(part for part in (sayings.who(row.member), *row.numbers) if part)


def told_more(row: Entry) -> str:
    """What there is to know beyond that."""
    if row.erased:
        return t("journal.erased")
    return "  ".join(_fact(name, value) for name, value in row.facts)


def _fact(name: str, value: str) -> str:
    key = f"journal.facts.{name}_{value}"
    return t(key) if texts.current().has(key) else value
