"""Spreadsheet files in and out. No Qt; rows in, rows out."""
