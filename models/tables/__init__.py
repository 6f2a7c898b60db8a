"""The classes of the SQLAlchemy tables: the rows of the shop. Import this package to have every table known."""

from models.tables import bills, desk, jobs, journal, members, prices, search, shop
from models.tables.row import Row

__all__ = ["Row", "bills", "desk", "jobs", "journal", "members", "prices", "search", "shop"]
