"""Consent, given or withdrawn: a fact with its wording, way and time. Service and marketing stand apart."""

from dataclasses import dataclass
from datetime import datetime

from models.base.rights import Right
from models.base.text import one_of
from models.base.usecase import use_case
from models.rules import consents as wordings
from models.rules import members as rules
from models.services import timeline
from models.store.work import View, Work
from models.tables.members import (
    Consent,
    Member,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """The consent that holds for one purpose; ``granted`` None where none was ever asked.

    ``version`` is the wording that was shown, ``channel`` the way it was said.
    """

    purpose: str
    granted: bool | None
    at: datetime | None
    channel: str
    version: str


@use_case(Right.SERVE)
def record(
    work: Work,
    member_id: str,
    *,
    purpose: str,
    granted: bool,
    channel: str = "counter",
    version: str = wordings.CURRENT,
) -> None:
    """Keep that a member gave or withdrew a consent; it is a fact and stays, a change is a new fact.

    Raises Refused("consent.purpose" | "consent.channel" | "consent.version" | "member.erased").
    """
    one_of(purpose, rules.CONSENT_PURPOSES, "consent.purpose", field="purpose")
    one_of(channel, rules.CONSENT_CHANNELS, "consent.channel", field="channel")
    one_of(version, wordings.WORDINGS, "consent.version", field="version")
    member = work.get(Member, member_id)
    consent = Consent(
        id=work.new_id(),
        member_id=member_id,
        purpose=purpose,
        granted=granted,
        version=version,
        channel=channel,
        at=work.now,
    )
    work.add(consent)
    what = "consent_given" if granted else "consent_withdrawn"
    timeline.record(
        work,
        member_id,
        what,
        ref_id=consent.id,
        details={"purpose": purpose, "channel": channel, "version": version},
    )
    timeline.touch(work, member)


def consents_of(view: View, member_id: str) -> tuple[ConsentRow, ...]:
    newest: dict[str, Consent] = {}
    for row in view.all(Consent, Consent.member_id == member_id, order=Consent.id):
        newest[row.purpose] = row
    return tuple(_consent_row(purpose, newest.get(purpose)) for purpose in rules.CONSENT_PURPOSES)


def _consent_row(purpose: str, row: Consent | None) -> ConsentRow:
    if row is None:
        return ConsentRow(purpose=purpose, granted=None, at=None, channel="", version="")
    return ConsentRow(
        purpose=purpose,
        granted=row.granted,
        at=row.at,
        channel=row.channel,
        version=row.version,
    )


def holds(view: View, member_id: str, purpose: str) -> bool:
    """Whether the member has given this consent and not withdrawn it, at this very moment.

    Whoever writes to members asks this for each of them right before it: a withdrawal holds at once.
    """
    return any(row.granted for row in consents_of(view, member_id) if row.purpose == purpose)
