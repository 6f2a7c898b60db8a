"""The points ledger against an independent reckoning, and any order of acts on it."""
