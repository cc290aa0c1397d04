"""What `check` says of a typed rulebook: names, levels, units, bands, rules, outcomes; every problem at once."""

from __future__ import annotations

from orsupport.rulebook import (
    finding_bands,
    finding_choice,
    finding_clauses,
    finding_count,
    finding_gathered,
    finding_graph,
    finding_history,
    finding_index,
    finding_indicators,
    finding_lowest,
    finding_measures,
    finding_names,
    finding_numbers,
    finding_places,
    finding_rules,
    finding_scales,
    finding_shared,
)
from orsupport.rulebook.entries import Rulebook
from orsupport.rulebook.finding_view import Examiner, View
from orsupport.rulebook.reading import SECTIONS, Finding

# What looks through a file, one job each; a new kind of entry brings its own.
EXAMINERS: tuple[Examiner, ...] = (
    finding_shared.shared,
    finding_names.years,
    finding_names.names,
    finding_names.sources,
    finding_names.facts,
    finding_names.groups,
    finding_graph.circles,
    finding_numbers.numbers,
    finding_lowest.lowest,
    finding_lowest.readings,
    finding_indicators.indicators,
    finding_bands.bands,
    finding_measures.counted,
    finding_places.places,
    finding_index.indexes,
    finding_gathered.extremes,
    finding_gathered.pools,
    finding_gathered.ranks,
    finding_gathered.one_groups,
    finding_choice.choices,
    finding_choice.tables,
    finding_history.differences,
    finding_history.earlier,
    finding_history.years_in,
    finding_history.was,
    finding_rules.rules,
    finding_clauses.clauses,
    finding_scales.scales,
    finding_scales.contradictions,
    finding_rules.outcomes,
    finding_rules.brings,
    finding_rules.federal,
    finding_count.counts_of,
    finding_graph.unused,
)


def findings_of(book: Rulebook) -> list[Finding]:
    """Everything that is wrong with a rulebook, and everything that it warns of, in the file's order."""
    view = View(book)
    found = dict.fromkeys(finding for examiner in EXAMINERS for finding in examiner(view))
    gathered = dict.fromkeys(finding_shared.said_once(view, list(found)))
    places = _places(view)
    return sorted(gathered, key=lambda finding: _place(finding.path, places))


def _places(view: View) -> dict[str, int]:
    named = view.names.sections()
    paths = [
        path for section in SECTIONS for path in [section, *(f"{section}.{name}" for name in named.get(section, []))]
    ]
    return {path: place for place, path in enumerate(paths, 1)}


def _place(path: str, places: dict[str, int]) -> int:
    """Where in the file a path stands: its entry, or its section; what stands above the sections comes first."""
    section, _, rest = path.partition(".")
    return places.get(f"{section}.{rest.partition('.')[0]}", places.get(section, 0))
