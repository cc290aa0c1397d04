"""What people open: pages for the State, a district and a school, and a workbook, made from one run."""

from orsupport.reporting.site import report

__all__ = ["report"]
