"""One module per paper: a frozen snapshot in, PDF bytes out. No Qt, no database, no clock."""
