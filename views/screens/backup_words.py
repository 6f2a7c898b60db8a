"""How backups are told: the light's short words and its sentence, why a try failed, what was proved of a copy."""

from datetime import datetime, tzinfo

from models.rules.backups import Light
from views import sayings
from views.keeping import Generation, PlaceState
from views.texts import t

_WHY = ("full", "gone", "read_only", "missing", "unverified", "drill", "newer")


def why(code: str) -> str:
    """Why a try failed, in half a sentence."""
    family, _, what = code.partition(".")
    if family == "backup" and what in _WHY:
        return t(f"backups.why.{what}")
    if code in ("store.damaged", "shop.damaged"):
        return t("backups.why.damaged")
    return t("backups.why.store" if family == "store" else "backups.why.other")


def short(light: Light, zone: tzinfo, now: datetime) -> str:
    """The light in a few words, for the top bar."""
    if light.code == "fine":
        return t("backups.short.fine", time=sayings.moment(light.values["at"], zone, now))
    if "days" in light.values:
        return t(f"backups.short.{light.code}", days=light.values["days"])
    return t(f"backups.short.{light.code}")


def sentence(light: Light, zone: tzinfo, now: datetime) -> str:
    """The light in a sentence that says what to do."""
    told: dict[str, object] = {}
    for name, value in light.values.items():
        if name == "at":
            if light.code == "fine":
                told["time"] = sayings.moment(value, zone, now)
        elif name == "why":
            told[name] = why(value)
        else:
            told[name] = sayings.moment(value, zone, now) if isinstance(value, datetime) else value
    return t(f"backups.light.{light.code}", **told)


def proved(one: Generation, zone: tzinfo, now: datetime) -> tuple[str, str]:
    """What was proved of a copy, and its tone."""
    if not one.ours:
        return t("backups.list.stranger", name=one.shop_name), "text.tertiary"
    if not one.present:
        return t("backups.list.gone"), "danger"
    proof = one.proof
    if proof is None:
        return t("backups.list.unproved"), "warning"
    if not proof.passed:
        return t("backups.list.bad"), "danger"
    if proof.how == "made":
        return t("backups.list.made"), "success"
    return t(f"backups.list.{proof.how}", time=sayings.moment(proof.at, zone, now)), "success"


def counts(one: Generation) -> str:
    """What a copy holds."""
    return t(
        "backups.list.counts",
        members=sayings.number(one.members),
        jobs=sayings.number(one.jobs),
        bills=sayings.number(one.bills),
    )


def where(state: PlaceState, zone: tzinfo, now: datetime) -> tuple[str, str]:
    """Where a place is now, and its tone."""
    if state.here is not None:
        key = "here" if state.place.stick else "folder_here"
        return t(f"backups.place.{key}", path=str(state.here)), "text.secondary"
    if not state.place.stick:
        return t("backups.place.folder_away", path=state.place.path), "warning"
    seen = state.place.seen_at
    time = t("backups.unknown") if seen is None else sayings.moment(seen, zone, now)
    return t("backups.place.away", time=time), "text.tertiary"
