"""One direction of imports: a module imports only from modules that stand before it in one written order."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "orsupport"
ORDER = [
    "version",
    "problems",
    "bounds",
    "swap",
    "whole",
    "replaceable",
    "exact",
    "answers",
    "units",
    "rulebook",
    "tables",
    "records",
    "ingest",
    "earlier_tables",
    "overrides",
    "usable",
    "places",
    "counts",
    "history",
    "indicators",
    "counting",
    "context",
    "numbers",
    "measures",
    "behind",
    "clauses",
    "years",
    "evaluation",
    "absent",
    "look_back",
    "trace",
    "ratings",
    "cuts",
    "outputs",
    "summary",
    "intact",
    "folder",
    "identification",
    "stored",
    "take",
    "explanation",
    "verification",
    "statuses",
    "comparison",
    "wording",
    "reporting",
    "simulate",
    "command",
]


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> set[str]:
    """The parts of the package that a module imports while it runs; what only a type checker reads does not count."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "orsupport":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orsupport."):
            found.add(str(node.module).split(".")[1])
    return found


def test_every_module_stands_in_the_order() -> None:
    parts = {part_of(module) for module in PACKAGE.rglob("*.py")} - {"__init__"}
    assert parts == set(ORDER)


def test_imports_go_one_way() -> None:
    wrong = []
    for module in PACKAGE.rglob("*.py"):
        part = part_of(module)
        if part == "__init__":
            continue
        for other in imported(module) - {part}:
            if ORDER.index(other) > ORDER.index(part):
                wrong.append(f"{module.relative_to(PACKAGE)} imports {other}, which stands after {part}")
    assert not wrong, wrong
