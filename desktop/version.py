"""The program's version; a test holds it equal to pyproject.toml, so that no start reads package metadata."""

VERSION = "0.4.0"
