"""The classes of the SQLAlchemy tables: the rows of the shop. Import this package to have every table known."""

from models.tables import (
    backups,
    bills,
    desk,
    erasure,
    jobs,
    journal,
    members,
    prices,
    search,
    shop,
    sign_in,
)
from models.tables.row import Row

__all__ = [
    "Row",
    "backups",
    "bills",
    "desk",
    "erasure",
    "jobs",
    "journal",
    "members",
    "prices",
    "search",
    "shop",
    "sign_in",
]
