"""Ratios that the project holds itself to, measured on made-up States; see `__main__`."""
