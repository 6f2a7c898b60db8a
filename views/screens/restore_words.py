"""How a restore is told: what the backup holds, what will be missing, and where everything is afterwards."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from views import clock, sayings
from views.keeping import Generation
from views.screens import backup_words
from views.texts import t


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A backup that was unlocked, and what giving way to it costs.

    ``code`` is what has to be said yes to ("restore.older" and so on), "" where nothing lies there.
    ``lost_*`` count what the present data has and the backup has not.
    """

    code: str
    shop_name: str
    made_at: datetime
    members: int
    jobs: int
    bills: int
    last_bill: str
    lost_members: int = 0
    lost_jobs: int = 0
    lost_bills: int = 0
    lost_last_bill: str = ""
    days: int = 0

    @property
    def kind(self) -> str:
        """The code without its family."""
        return self.code.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What was restored, the letter that numbers carry now, and where the former data lies."""

    shop_name: str
    made_at: datetime
    members: int
    jobs: int
    bills: int
    letter: str
    aside: Path | None
    files_lost: int = 0
    """Photos and files that were damaged in the backup."""


def holds(cost: Cost, zone: tzinfo, now: datetime) -> str:
    """Whose backup of when, and what is in it."""
    time = sayings.moment(cost.made_at, zone, now)
    return "\n".join(
        (
            t("backups.restore.shop", name=cost.shop_name, time=time),
            t(
                "backups.restore.holds",
                members=sayings.number(cost.members),
                jobs=sayings.number(cost.jobs),
                bills=sayings.number(cost.bills),
                last_bill=cost.last_bill or "0",
            ),
        )
    )


def costs(cost: Cost) -> str:
    """What will be missing."""
    if not cost.code:
        return t("backups.restore.nothing_here")
    if cost.kind != "older":
        return t(f"backups.restore.{cost.kind}")
    counts = {
        "members": sayings.number(cost.lost_members),
        "jobs": sayings.number(cost.lost_jobs),
        "bills": sayings.number(cost.lost_bills),
    }
    if cost.days:
        lines = [t("backups.restore.older", days=cost.days, **counts)]
    else:
        lines = [t("backups.restore.older_today", **counts)]
    if cost.lost_last_bill:
        lines.append(t("backups.restore.older_bill", last_bill=cost.lost_last_bill))
    return "\n".join(lines)


def done(back: Back, zone: tzinfo, now: datetime) -> str:
    """What there is now."""
    lines = [
        t(
            "backups.restore.done_words",
            name=back.shop_name,
            time=sayings.moment(back.made_at, zone, now),
            members=sayings.number(back.members),
            jobs=sayings.number(back.jobs),
            bills=sayings.number(back.bills),
        ),
        t("backups.restore.letter", letter=back.letter),
    ]
    if back.files_lost:
        lines.append(t("attachments.said.lost", count=back.files_lost))
    if back.aside is not None:
        lines.append(t("backups.restore.aside", place=str(back.aside)))
    return "\n".join(lines)


def spoken(one: Generation) -> str:
    """A generation in one sentence, for a screen reader."""
    now = clock.now()
    return f"{one.shop_name}, {sayings.moment(one.made_at, UTC, now)}, {backup_words.counts(one)}"
