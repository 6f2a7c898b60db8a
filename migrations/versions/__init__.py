"""One file a step, numbered; the number is the schema's version."""
