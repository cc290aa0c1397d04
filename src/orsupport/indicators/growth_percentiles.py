"""Growth: students' growth percentiles, whose median or mean is the result."""

from __future__ import annotations

import narwhals as nw

from orsupport.indicators.present import former_of, reasons_of
from orsupport.indicators.rows import FamilyRows, Reason, laid_out
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import GrowthPercentiles


def rows(indicator: str, entry: GrowthPercentiles, book: Rulebook) -> FamilyRows:
    """The median or the mean of growth percentiles in one subject, in percentiles from 1 to 99.

    Counted: students with a percentile who were at the school as the rules file asks. There is no bar, so nobody is
    met. The median of an even number of students is the mean of the two in the middle. Several years are pooled as the
    students of all of them, not as a mean of medians.

    Source: 20 U.S.C. 6311(c)(4)(B)(ii), (c)(4)(F)(i); how growth is summed up is left to the State.
    """
    reasons, columns = reasons_of(entry)
    percentile = nw.col("growth_percentile")
    reasons += [
        Reason("no growth percentile", percentile.is_null()),
        Reason("a growth percentile that is not from 1 to 99", (percentile < 1) | (percentile > 99)),
    ]
    parts, lanes, left_out = laid_out(reasons, None)
    return FamilyRows(
        indicator,
        entry,
        "growth",
        ("subject", "growth_percentile", *columns),
        parts,
        lanes,
        left_out,
        subject=entry.subject,
        value="growth_percentile",
        former=former_of(entry, book),
    )
