"""Which function works out which kind of measure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orsupport.answers import Value
from orsupport.context import Working
from orsupport.measures.band import band
from orsupport.measures.choosing import chosen
from orsupport.measures.comparing import differences, earlier
from orsupport.measures.counting import counted
from orsupport.measures.crossing import tables
from orsupport.measures.extreme import extreme
from orsupport.measures.index import index
from orsupport.measures.one_group import one_group
from orsupport.measures.pooling import pooled
from orsupport.measures.ranking import rank
from orsupport.measures.tallies import tallied
from orsupport.measures.years import years_in
from orsupport.rulebook import entries
from orsupport.rulebook.names import Name

MAPPING: dict[type, Callable[[Working, Any], dict[str, Value]]] = {
    entries.Band: band,
    entries.Difference: differences,
    entries.Earlier: earlier,
    entries.Table: tables,
}
FAMILIES = tuple(MAPPING)


def family(context: Working, measure: entries.Measure) -> dict[str, Value]:
    """The members of a measure that works one at a time; of one name alone, one."""
    return MAPPING[type(measure)](context, measure)


def gathered(context: Working, measure: entries.Measure, name: Name) -> Value:
    """A measure that makes one value out of several, or that reads one place."""
    return GATHERING[type(measure)](context, measure, name)


def _counted(context: Working, measure: entries.Counted, name: Name) -> Value:
    if measure.of in ("schools", "groups"):
        return tallied(context, measure, str(name.unit))
    return counted(context, measure)


GATHERING: dict[type, Callable[[Working, Any, Name], Value]] = {
    entries.Counted: _counted,
    entries.Index: lambda context, measure, name: index(context, measure, str(name.unit)),
    entries.Extreme: lambda context, measure, name: extreme(context, measure, str(name.unit)),
    entries.Pooled: lambda context, measure, _: pooled(context, context.counts, measure),
    entries.Choose: lambda context, measure, name: chosen(context, measure, str(name.unit), name.level == "school"),
    entries.Rank: lambda context, measure, name: rank(context, measure, str(name.unit)),
    entries.OneGroup: lambda context, measure, _: one_group(context, measure),
    entries.YearsIn: lambda context, measure, _: years_in(context, measure),
}
