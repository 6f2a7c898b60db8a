"""The invariants of packages and of 发票, as statements; ``check`` runs them with its own."""

BY_SQL: tuple[tuple[str, str], ...] = (
    (
        "package.codes",
        "SELECT p.code FROM package p JOIN price_item i ON i.code=p.code",
    ),
    (
        "package.lines",
        "SELECT p.code FROM package p WHERE NOT EXISTS (SELECT 1 FROM package_line l"
        " WHERE l.package_id=p.id AND l.addon=0 AND l.removed_at IS NULL) UNION"
        " SELECT p.code FROM package p JOIN package_line l ON l.package_id=p.id"
        " WHERE l.quantity<=0 OR l.price<0",
    ),
    (
        "invoice.forms",
        "SELECT b.number FROM invoice i JOIN bill b ON b.id=i.bill_id"
        " WHERE length(i.tax_number) NOT IN (0,15,17,18,20)"
        " OR (i.number<>'' AND (length(i.number) NOT BETWEEN 8 AND 20 OR i.number GLOB '*[^0-9]*'))",
    ),
)
