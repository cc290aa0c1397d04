"""Achievement: students at or above a level of a test, and how many were to be tested."""

from __future__ import annotations

import narwhals as nw

from orsupport.indicators.present import among, codes, figure, former_of, not_true, reasons_of
from orsupport.indicators.rows import Coded, FamilyRows, Reason, laid_out
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import Achievement


def rows(indicator: str, entry: Achievement, book: Rulebook) -> FamilyRows:
    """Percent proficient in one subject: met over counted, in students; `expected` is who should have been tested.

    One row of `assessments` is a student who was to take the test, whether or not the student did.
    Expected: in a grade and with a test that count, at the school as the rules file asks, not recently arrived.
    Counted: expected, took part, and has a level. Met: counted, with `level` at the bar or above it.
    A row without a type of test is of a student who took none: expected. `recently_arrived = "excluded"` takes students
    in their first twelve months in a school of the United States out of both populations, `"reported"` out of
    accountability only. The 95 percent of `expected` are applied in identification, by `participation`.

    Source: 20 U.S.C. 6311(c)(4)(B)(i), (c)(4)(E), (c)(4)(F)(i), (b)(3)(A).
    """
    reasons, columns = reasons_of(entry)
    named: list[Coded] = []
    if entry.grades is not None:
        columns.append("grade")
        reasons.insert(0, Reason("in a grade that does not count", ~among("grade", codes(book, entry.grades))))
    if entry.test_types is not None:
        columns.append("test_type")
        types, says = codes(book, entry.test_types), "a type of test that does not count"
        reasons.insert(0, Reason(says, ~nw.col("test_type").is_null() & ~among("test_type", types)))
        named.append(Coded("test_type", tuple(types), says))
    if entry.recently_arrived != "counted":
        columns.append("recently_arrived")
        report, unknown = entry.recently_arrived == "excluded", nw.col("recently_arrived").is_null()
        reasons.append(Reason("not known whether recently arrived", unknown, report))
        reasons.append(Reason("recently arrived", nw.col("recently_arrived"), report))
    reasons += [
        Reason("not known whether the student took part", nw.col("took_part").is_null(), expected=False),
        Reason("did not take part", not_true("took_part"), expected=False),
        Reason("took part, without a score", nw.col("level").is_null(), expected=False),
    ]
    bar, _ = figure(book, entry.bar)
    parts, lanes, left_out = laid_out(reasons, nw.col("level") >= bar, expected=True)
    return FamilyRows(
        indicator,
        entry,
        "assessments",
        ("subject", "level", "took_part", *columns),
        parts,
        lanes,
        left_out,
        subject=entry.subject,
        former=former_of(entry, book),
        codes=tuple(named),
    )
