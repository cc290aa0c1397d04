"""What changed between two runs, and whether data, a rule, an override or the year changed it."""

from __future__ import annotations

from orsupport.comparison.compared import Comparison, compare

__all__ = ["Comparison", "compare"]
