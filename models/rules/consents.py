"""The wordings a member may have agreed to. Purposes and ways are in rules/members.

Must not hold a sentence: views say each wording (``privacy.wording.<version>.<purpose>``).
"""

from typing import Final

WORDINGS: Final = ("2026-01",)
"""Every version of the wording that was ever shown, oldest first. One is never changed: a new text is a new

version, and what a member agreed to can be shown for ever.
"""
CURRENT: Final = WORDINGS[-1]
