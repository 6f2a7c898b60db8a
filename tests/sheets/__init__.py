"""Spreadsheets of every broken kind, made in code, and what is read from them."""
