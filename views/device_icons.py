"""The icon of each category of devices. No Qt."""

from typing import Final

ICONS: Final = {
    "ac": "ac",
    "fridge": "fridge",
    "washer": "washer",
    "heater": "heater",
    "hood": "hood",
    "stove": "bolt",
    "tv": "tv",
    "microwave": "pot",
    "purifier": "fan",
    "computer": "tv",
    "lock": "lock",
    "plumbing": "pin",
    "electrics": "bolt",
    "furniture": "house",
    "other": "box",
}
"""By category (models.rules.members.DEVICE_CATEGORIES)."""
