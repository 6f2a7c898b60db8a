"""Use cases as plain functions, one file per feature; each is declared with its right and its inverse."""
