"""Exchange between desks. Nothing is exchanged yet; README.md says what the journal already carries for it."""
