"""Every command."""

from __future__ import annotations

from orsupport.command.groups import app

from orsupport.command import identify, explain, verify, compare, report, check, gather, simulate  # noqa: F401 # isort: skip - as --help lists them

__all__ = ["app"]
