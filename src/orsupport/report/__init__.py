"""What people open: pages for the State, a district and a school, and a workbook, made from one run."""

from orsupport.report.site import report

__all__ = ["report"]
