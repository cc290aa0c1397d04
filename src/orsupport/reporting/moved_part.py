"""What moved since an earlier run, as a part of the State's page."""

from __future__ import annotations

from orsupport.reporting.addresses import file_of, section_of
from orsupport.reporting.content import Content, Row
from orsupport.reporting.moved import matrix
from orsupport.reporting.pictures import moved as moved_picture
from orsupport.reporting.words import WORDS


def moved_part(content: Content) -> Row:
    """From which answer to which, as a table of counts, and who they are."""
    moved = content.moved
    assert moved is not None
    tables = []
    tier_names = list(content.names if content.rates_districts else content.tiers)
    for of, pairs, order in (("schools", moved.outcomes, list(content.names)), ("districts", moved.tiers, tier_names)):
        if pairs:
            names, counts = matrix(pairs, order)
            before, now = ([answer(name, of, side) for name in names] for side in ("before", "now"))
            changed = sum(1 for first, second in pairs.values() if first != second)
            words = WORDS["state"]["moved_words"][of].format(changed=changed, of=len(pairs))
            picture = moved_picture(before, now, counts, words)
            found = {"before": before, "names": now, "counts": counts, "words": words, "picture": picture}
            tables.append({"of": of} | found)
    return {
        "year": moved.before.year,
        "rules": moved.before.rules,
        "tables": tables,
        "schools": [
            {
                "id": each,
                "name": content.places[each]["school_name"] if each in content.places else each,
                "address": f"{file_of(content.places[each]['district_id'])}#{section_of(each)}"
                if each in content.places
                else "",
                "district": content.places[each]["district_name"] if each in content.places else "",
                "from": answer(first, "schools", "before"),
                "to": answer(second, "schools", "now"),
            }
            for each, (first, second) in moved.outcomes.items()
            if first != second
        ],
        "districts": [
            {
                "id": each,
                "name": content.districts[each]["district_name"] if each in content.districts else each,
                "address": file_of(each) if each in content.districts else "",
                "from": answer(first, "districts", "before"),
                "to": answer(second, "districts", "now"),
            }
            for each, (first, second) in moved.tiers.items()
            if first != second
        ],
    }


def answer(name: str, of: str, side: str) -> str:
    """An answer of one of two runs in words. `of`: schools or districts; `side`: `before` or `now`."""
    if not name:
        return str(WORDS["page"]["no_tier" if of == "districts" else "not_identified"])
    return str(WORDS["moved"].get(f"absent_{side}" if name == "absent" else name, name))
