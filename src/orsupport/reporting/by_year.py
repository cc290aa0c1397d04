"""What the data hold of a school year by year, before years are put together."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from orsupport.reporting import shown
from orsupport.reporting.content import Content, Row
from orsupport.reporting.words import WORDS, named


def by_year(content: Content, place_id: str, groups: list[str]) -> Row:
    """Indicator by indicator and year by year, of all students and of these student groups."""
    held = content.results.get(place_id, {})
    indicators = []
    for name, entry in content.book.indicator.items():
        rows = []
        for group in ["all", *groups]:
            found = [held.get((group, name, year)) for year in content.years]
            if any(found):
                cells = [_in_year(row, entry.decimals, entry.measured_in) for row in found]
                rows.append({"group": named(group), "cells": cells})
        indicators += [{"indicator": entry.label, "rows": rows}] if rows else []
    return {"years": content.years, "indicators": indicators}


def _in_year(row: Row | None, decimals: int | None, unit: str) -> Row:
    """The result of one year, whether it is masked, and of how many students; else that there is none."""
    if row is None:
        return {"text": "", "of": WORDS["school"]["no_data"], "masked": False}
    counted = shown.count(row["counted"], row["counted_low"], row["counted_high"])
    cell = {"value": row["value"], "value_low": row["value_low"], "value_high": row["value_high"], "unit": unit}
    cell["decimals"] = decimals if decimals is not None or unit != "percent" else 1
    if row["met"] is not None and row["counted"]:
        share = Decimal(100 * int(row["met"])) / Decimal(int(row["counted"]))
        places = Decimal(1).scaleb(-(cell["decimals"] or 0))
        cell["value"] = float(share.quantize(places, ROUND_HALF_UP))
        return {"text": shown.result(cell), "of": f"{row['met']:,} of {counted}", "masked": False}
    masked = shown.is_masked(cell) or (row["counted"] is None and row["counted_low"] is not None)
    text = shown.result(cell)
    of = f"of {counted}" if counted else "" if text or masked else WORDS["why"]["no result"]
    return {"text": text, "of": of, "masked": masked}
