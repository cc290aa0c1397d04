"""Every planted fault of `tests/faults` is found; and everything that `check` can say has a planted fault."""

from __future__ import annotations

import ast
import functools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import orsupport as ors
from faults import FOLDER, Fault, base, changed, faults, said
from orsupport.rulebook import findings, law
from orsupport.rulebook.findings import findings_of
from orsupport.rulebook.law import breaks_of
from orsupport.rulebook.reading import typed

FAULTS = faults()
EXAMINERS = [
    path
    for path in sorted(Path(findings.__file__).parent.glob("*.py"))
    if path.stem.startswith(("finding_", "law")) and path.stem != "finding_shared"  # which reads the text of a file
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    lines = said(fault)
    assert fault.finding in lines
    errors = [line for line in lines if not line.startswith("warning: ")]
    assert [line for line in errors if line not in [fault.finding, *fault.also]] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "base").glob("*.toml")))
def test_the_file_that_the_faults_spoil_has_none(name: str) -> None:
    book, found = ors.check(base(name))
    assert [str(finding) for finding in found] == []
    assert book is not None
    if name == "law":
        assert [str(finding) for finding in breaks_of(book)] == []


def test_no_fault_is_planted_twice() -> None:
    changes = [(fault.base, str(fault.change), str(fault.take_out), fault.finding) for fault in FAULTS]
    assert [change for change in changes if changes.count(change) > 1] == []


def test_everything_that_check_can_say_has_a_planted_fault() -> None:
    """Each statement of the examiners that holds words for the reader is reached by one of the planted faults."""
    unsaid = {(str(path), line): words for path in EXAMINERS for line, words in _sayings(path)}

    def of_line(frame: FrameType, event: str, _: Any) -> Any:
        unsaid.pop((frame.f_code.co_filename, frame.f_lineno), None)
        return of_line

    def of_call(frame: FrameType, event: str, _: Any) -> Any:
        return of_line if any(place in unsaid for place in _places(frame.f_code)) else None

    books = [typed(changed(fault.base, fault.change, fault.take_out))[0] for fault in FAULTS]
    before = sys.gettrace()
    sys.settrace(of_call)
    try:
        for fault, book in zip(FAULTS, books, strict=True):
            if book is not None:
                (breaks_of if fault.base == "law" else findings_of)(book)
    finally:
        sys.settrace(before)
    assert sorted(f"{Path(file).stem}, line {line}: {words}" for (file, line), words in unsaid.items()) == []


@functools.cache
def _places(code: CodeType) -> list[tuple[str, int]]:
    """The lines of a function of the examiners; of any other function none."""
    if code.co_filename not in {str(path) for path in EXAMINERS}:
        return []
    return [(code.co_filename, line) for _, _, line in code.co_lines() if line is not None]


def _sayings(path: Path) -> Iterator[tuple[int, str]]:
    """Where a module has words for the reader: the line on which the statement begins, and the words."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Expr | ast.Assign | ast.AugAssign | ast.Return) or not node.col_offset:
            continue
        texts = [
            each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if any(text.count(" ") >= 2 for text in texts) and not is_docstring:
            yield node.lineno, max(texts, key=len)


def test_the_law_is_cited_with_every_finding_about_it() -> None:
    about_law = [fault for fault in FAULTS if fault.base == "law"]
    assert about_law
    assert all(re.search(r" \[20 U\.S\.C\. (6311|7801)\(", fault.finding) for fault in about_law), law.STATUTE
