"""Building blocks of the screens, drawn from the design tokens. They know no use case."""
