"""Everything that knows a third-party system; nothing below imports this package."""
