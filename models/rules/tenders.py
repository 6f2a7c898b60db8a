"""Means of payment: which of them is money that was handed over, and which the shop itself gave."""

CASH = "cash"
GIFTS = ("points", "coupon", "stored_gift")
"""Ways of paying that the shop itself gave: they earn nothing, lift no tier and are no takings."""
NO_MONEY = ("account", "deposit", "points", "coupon", "visit", "stored", "stored_gift")
"""Tenders by which nothing is handed over: what is owed, what was handed over earlier, and no money at all."""
