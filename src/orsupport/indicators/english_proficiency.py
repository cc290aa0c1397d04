"""Progress to English proficiency: English learners who make the progress that is asked of them."""

from __future__ import annotations

import narwhals as nw

from orsupport.indicators.present import among, codes, former_of, reasons_of
from orsupport.indicators.rows import Coded, FamilyRows, Reason, laid_out
from orsupport.rulebook import Rulebook
from orsupport.rulebook.count_entries import EnglishProficiency


def rows(indicator: str, entry: EnglishProficiency, book: Rulebook) -> FamilyRows:
    """English learners on track to proficiency in English: met over counted, in students.

    One row of `english_proficiency` is an English learner of the year. Counted: whoever has a code of progress that the
    rules file names. Met: a code of the list `progress`. A code of neither list is left out and said, never taken for
    no progress.

    Source: 20 U.S.C. 6311(c)(4)(B)(iv), (c)(4)(F)(i).
    """
    reasons, columns = reasons_of(entry)
    progress = codes(book, entry.progress)
    known = Coded(
        "progress",
        (*progress, *codes(book, entry.no_progress)),
        "a code of progress that the rules file does not name",
    )
    reasons += [
        Reason("no result for progress", nw.col("progress").is_null()),
        Reason(known.says, ~among("progress", list(known.named))),
    ]
    parts, lanes, left_out = laid_out(reasons, among("progress", progress))
    read = ("progress", *columns)
    former = former_of(entry, book)
    return FamilyRows(
        indicator, entry, "english_proficiency", read, parts, lanes, left_out, former=former, codes=(known,)
    )
