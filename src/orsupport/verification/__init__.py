"""Whether a run folder is still what its inputs, rules and year give, to the byte."""

from orsupport.verification.differences import Cell, Difference, Verification
from orsupport.verification.verified import verify

__all__ = ["Cell", "Difference", "Verification", "verify"]
