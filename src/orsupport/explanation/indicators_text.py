"""The text of the indicators of a school: all students line by line, each student group a line for each level."""

from __future__ import annotations

from collections import Counter

from orsupport.explanation.figures import Node, result, words

EMPTY = ("no result", "missing", "not asked")


def indicators(cells: list[Node]) -> list[str]:
    """What every indicator of every group with a result was counted from; those without a level stand together."""
    pooled = Counter(cell["school_years"] for cell in cells if cell["school_years"])
    usual = pooled.most_common(1)[0][0] if pooled else ""
    over = f", {_span(usual)}" + (" unless another year is said" if len(pooled) > 1 else "") if usual else ""
    lines = [f"Indicators, all students and each group with a result{over}:"]
    for group in dict.fromkeys(cell["student_group"] for cell in cells):
        alike: dict[str, list[str]] = {}
        for cell in cells:
            if cell["student_group"] != group or (group != "all" and cell["why"] in EMPTY):
                continue
            level = f"level {cell['level']}" if cell["level"] is not None else cell["why"]
            said = " – ".join(part for part in (cell["label"], result(cell)) if part)
            years = cell["school_years"]
            said += f" ({_span(years)})" if years not in ("", usual) else ""
            if group == "all" and cell["rated"]:
                lines.append(f"  all · {level}: {said}" if level else f"  all · {said}")
            else:
                alike.setdefault(level, []).append(said)
        for level, named in sorted(alike.items()):
            lines.append(f"  {words(group)} · {level + ': ' if level else ''}{'; '.join(named)}")
    return lines


def _span(school_years: str) -> str:
    """School years in words; an unbroken row of them by its ends."""
    years = school_years.split()
    unbroken = int(years[-1][:4]) - int(years[0][:4]) == len(years) - 1
    return f"{years[0]} to {years[-1]}" if unbroken and len(years) > 2 else ", ".join(years)
