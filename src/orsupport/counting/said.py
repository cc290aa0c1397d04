"""What the command says of counted student records: where the rows went, and what problems there were."""

from __future__ import annotations

from typing import Any

SHOWN = 3  # first rows of a problem
CODES = 10  # codes that no list names
NAMES = {  # of a column, one code and several
    "subject": ("the subject", "the subjects"),
    "test_type": ("a type of test", "types of test"),
    "progress": ("a code of progress", "codes of progress"),
    "exit_type": ("an exit", "exits"),
    "diploma": ("a diploma", "diplomas"),
}


def account_text(account: dict[str, Any]) -> str:
    """Where every row of the student records went: a line a table, an indicator, a reason, a problem."""
    lines = [f"Student records counted as {account['rules']['id']} says: {account['results']:,} results", ""]
    tables = [(name, f"{each['rows']:,}" if each["rows"] else "no rows") for name, each in account["tables"].items()]
    lines += _aligned([("table", "rows"), *tables])
    lines += ["", *_aligned([("indicator", "rows", "counted"), *_indicators(account)])]
    for name, table in account["not_counted"].items():
        lines.append(f"  {name}: not counted, there is no table {table}")
    reasons = [
        (f"{name}: {reason}", f"{rows:,}")
        for name, each in account["indicators"].items()
        for reason, rows in [*_kept_away(each), *each["left_out"].items()]
        if rows
    ]
    if reasons:
        lines += ["", *_aligned([("rows not counted, and why", "rows"), *reasons])]
    noted = [
        (f"{name}: {what}", f"{rows:,}")
        for name, each in account["indicators"].items()
        for what, rows in each.get("noted", {}).items()
    ]
    if noted:
        lines += ["", *_aligned([("rows counted, and worth knowing of", "rows"), *noted])]
    lines += ["", *map(_not_named, account["not_named"])] if account["not_named"] else []
    dropped = account["tables"].get("enrolments", {}).get("dropped", {})
    away = f", or whose enrolment is left out by the rule on {' and '.join(dropped)}" if dropped else ""
    for table, rows in account["not_enrolled"].items():
        whose = f"{_rows(rows)} of students whom enrolments do not have{away}"
        lines.append(f"  {table}: {whose}; they are in no student group")
    if account["problems"]:
        lines += ["", "Problems of the records, and what the rules file does with them"]
        lines += [line for problem in account["problems"] for line in _problem(problem)]
    else:
        lines += ["", "No problems were found in the records."]
    return "\n".join(lines)


def _rows(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _indicators(account: dict[str, Any]) -> list[tuple[str, ...]]:
    of_other = "of another subject"
    return [
        (name, f"{each['rows'] - each[of_other]:,}", f"{each['counted']:,}")
        for name, each in account["indicators"].items()
    ]


def _kept_away(each: dict[str, Any]) -> list[tuple[str, int]]:
    without = "without a school or a year"
    away = [(f"kept away by the rule on {problem}", rows) for problem, rows in each["dropped"].items()]
    return [*away, (without, each[without])]


def _not_named(each: dict[str, Any]) -> str:
    """Codes that no list of the rules file names, and subjects that no indicator counts."""
    codes = [f"{code or '(empty)'} ({rows:,})" for code, rows in each["codes"].items()]
    more = f" and {len(codes) - CODES} more" if len(codes) > CODES else ""
    named = ", ".join(codes[:CODES]) + more
    what = NAMES[each["column"]][len(codes) > 1]
    if each["column"] == "subject":
        return f"  {each['table']}: {_rows(each['rows'])} of {what} {named}, which no indicator counts"
    return f"  {each['table']}: {_rows(each['rows'])} with {what} that no list of the rules file names: {named}"


def _problem(problem: dict[str, Any]) -> list[str]:
    where = f"{problem['table']} {problem['column']}" if "column" in problem else problem["table"]
    rows = "" if "column" in problem else f"; {_rows(problem['rows'])}"
    done = problem["then"]
    if problem["dropped"]:
        out = f"{problem['dropped']:,} of {_rows(problem['rows'])} left out"
        rows, done = "", out if done == "left out" else f"{done}: {out}"
    lines = [f"  {problem['problem']} ({where}): {problem['says']}{rows}; {done}"]
    for first in problem["first"][:SHOWN]:
        cells = ", ".join(f"{name} {'(empty)' if cell is None else cell}" for name, cell in first.items() if cell != "")
        lines.append(f"    {cells}")
    return lines


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows of a table, the first column to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        numbers = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(["", row[0].ljust(widths[0]), *numbers]))
    return lines
