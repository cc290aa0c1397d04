"""README's tables of the record tables are those of the code; `python tests/test_records_readme.py` writes them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from orsupport.records.columns import SHAPES, Column
from orsupport.records.mapping import read_mapping
from orsupport.rulebook.count_entries import PROBLEMS

README = Path(__file__).resolve().parent.parent / "README.md"
MARKS = re.compile(r"(<!-- record tables -->\n).*?(<!-- /record tables -->)", re.DOTALL)
HOLDS = {
    "text": "text",
    "year": "school year",
    "flag": "true, false or empty",
    "whole": "whole number",
    "decimal": "number, at most two decimals",
    "date": "date",
}


def row(column: Column) -> str:
    needed = "yes" if column.filled else "yes, may be empty" if column.required else ""
    return f"| `{column.name}` | {needed} | {HOLDS[column.kind]} | {column.meaning} | {column.ceds} {column.ceds_id} |"


def tables() -> str:
    """Every record table, column by column."""
    parts = []
    for shape in SHAPES.values():
        lines = [f"#### `{shape.name}`: a row is {shape.row}", ""]
        lines += ["| column | required | holds | meaning | CEDS |", "|---|---|---|---|---|"]
        lines += [row(column).replace("|   |", "| |") for column in shape.columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def with_tables(page: str) -> str:
    return MARKS.sub(lambda marks: f"{marks[1]}{tables()}\n{marks[2]}", page)


def test_the_record_tables_of_the_page_are_those_of_the_code() -> None:
    page = README.read_text(encoding="utf-8")
    assert "`growth_percentile`" in page
    assert with_tables(page) == page


def test_the_mapping_file_of_the_page_is_one() -> None:
    text = README.read_text(encoding="utf-8").split("```toml my-records/mapping.toml\n")[1].split("```")[0]
    mapping = read_mapping(tomllib.loads(text))
    assert mapping.problems == []
    assert list(mapping.tables["assessments"].groups) == ["hispanic_latino", "english_learners"]


def test_every_problem_of_the_records_stands_on_the_page() -> None:
    page = README.read_text(encoding="utf-8")
    for name, words in PROBLEMS.items():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert [word for word in words if word != "error" and f"`{word}`" not in line] == []


def test_every_ceds_element_has_its_global_id() -> None:
    for shape in SHAPES.values():
        for column in shape.columns:
            assert bool(column.ceds) == bool(re.fullmatch(r"[0-9]{6}( \+ [0-9]{6})?", column.ceds_id)), column


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
