"""What was done to a member's file itself as rows of the timeline: consents, numbers seen, edits, devices."""

from collections.abc import Sequence
from typing import Final

from models.services.timeline import Entry
from views import places
from views.screens.member_told_words import Around, Telling, Words, by, device_words
from views.texts import t


def _created(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    card = t("member.card", number=card_words(entry.number))
    return {
        "icon": "user",
        "title": t("member.told.member_created"),
        "sub": t("words.list_comma").join(p for p in (card, by(entry)) if p),
    }


def _edited(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    fields = [t(f"member.field.{name}") for name in entry.details.get("fields", ())]
    return {
        "icon": "edit",
        "title": t("member.told.member_edited"),
        "rest": t("member.told.fields", fields=t("member.told.and").join(fields)) if fields else "",
        "sub": by(entry),
    }


def _consent(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    given = entry.what == "consent_given"
    purpose = t(f"member.consent.{entry.details['purpose']}")
    return {
        "icon": "check" if given else "x",
        "title": t(f"member.told.{entry.what}", purpose=purpose),
        "sub": by(entry),
    }


def _phone_shown(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    on_paper = bool(entry.details.get("paper"))
    words: Words = {
        "icon": "printer" if on_paper else "eye",
        "title": t("member.told.phone_printed" if on_paper else "member.told.phone_shown"),
        "rest": t("member.told.tail", tail=entry.details.get("tail", "")),
        "sub": t("words.list_comma").join(p for p in (entry.number, by(entry)) if p),
    }
    return words | ({"place": places.JOB, "ref_id": entry.ref_id} if on_paper else {})


def _device(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    device = device_words(str(entry.details.get("device", "")))
    icon = {"device_added": "plus", "device_archived": "box"}.get(entry.what, "undo")
    return {
        "icon": icon,
        "title": t(f"member.told.{entry.what}", device=device),
        "sub": by(entry),
    }


def plainly(group: Sequence[Entry], _around: Around) -> Words:
    """A kind with a sentence of its own and no more to say: put away, brought back, a household, a paper."""
    entry = group[0]
    icons = {
        "member_archived": "box",
        "member_restored": "undo",
        "paper_added": "plus",
        "paper_removed": "x",
    }
    return {
        "icon": icons.get(entry.what, "house"),
        "title": t(f"member.told.{entry.what}"),
        "sub": by(entry),
    }


def card_words(number: str) -> str:
    """A card number in two groups of four."""
    return f"{number[:4]} {number[4:]}".strip()


TOLD: Final[dict[str, Telling]] = {
    "member_created": _created,
    "member_edited": _edited,
    "consent_given": _consent,
    "consent_withdrawn": _consent,
    "phone_shown": _phone_shown,
    "device_added": _device,
    "device_archived": _device,
    "device_restored": _device,
}
"""The kinds that are told here in their own way."""
