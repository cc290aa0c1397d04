"""Student records, counted: from rows to the contract's `results`."""

from orsupport.counting.counted import Counted, count, refuse_unless_counted

__all__ = ["Counted", "count", "refuse_unless_counted"]
