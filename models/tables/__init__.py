"""The classes of the SQLAlchemy tables: the rows of the shop. A window starts with the few it shows;

models.tables.every knows all of them.
"""
