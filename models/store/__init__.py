"""The shop's file: engine and pragmas, unit of work, journal, opening gate, keys, backup, search index."""
