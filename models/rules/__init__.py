"""Pure decisions: numbers in, numbers out. Imports models.base only; no table, no clock of its own, no disk."""
