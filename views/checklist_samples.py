"""The example checklists the program ships, in the words of a language. No Qt."""

import tomllib
from collections.abc import Mapping
from typing import Any

import resources
from models.services.checklists import ChecklistDetails, StepEntry


def samples(trade: str, language: str, items: Mapping[str, str]) -> tuple[ChecklistDetails, ...]:
    """A trade's lists; one with a code goes with that item of the price list (``items``: code to id)."""
    found = tomllib.loads(resources.text("templates/checklists.toml"))
    return tuple(_list(entry, language, items) for entry in found.get(trade, ()))


def _list(entry: dict[str, Any], language: str, items: Mapping[str, str]) -> ChecklistDetails:
    return ChecklistDetails(
        name=entry[language],
        item_id=items.get(entry.get("code", "")),
        steps=tuple(
            StepEntry(text=step[language], required=step.get("required", False))
            for step in entry["steps"]
        ),
    )
