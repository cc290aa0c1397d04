"""Every command and every Python block of README.md and rules/README.md runs here and prints what the page shows.

A block fenced as `console` holds commands (`$ …`) with their output below, whole or up to a line `...`. A `python`
block prints what the `text` block after it shows. A block with a file name after its kind is written to that file
first. TOML with a `format` is a whole rules file and passes `check`. Other TOML with a file name is a part of one, put
together by the commands after it. All other TOML stands in rules/oregon-2023.toml or, on the language's page, makes a
rules file without errors once it is laid over the page's block examples.toml.

`python tests/test_readme.py` writes the output of today into the two pages.
"""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import orsupport as ors
from case_files import with_numbers
from orsupport.rulebook.guide import MEANINGS, SAME, classes, keys_of, meaning_of, tables
from orsupport.rulebook.reading import MEASURES
from test_cases import differences, frames, read_file
from test_import_order import ORDER

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "rules/README.md"]
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
OREGON = " ".join((ROOT / "rules" / "oregon-2023.toml").read_text(encoding="utf-8").split())


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its kind, the file that it is written to, and where its text begins and ends."""

    kind: str
    name: str
    text: str
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    return [Block(found[1], found[2] or "", found[3], found.start(3), found.end(3)) for found in FENCE.finditer(page)]


def cut(now: str, shown: str) -> str:
    """The output as the page shows it: whole, or as many lines as stand above `...`."""
    lines = now.rstrip().splitlines()
    wanted = shown.rstrip().splitlines()
    if "..." in wanted and len(lines) > wanted.index("..."):
        lines = [*lines[: wanted.index("...")], "..."]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def runs(command: str, folder: Path) -> str:
    """What a command prints, in a shell that finds the `orsupport` of this environment."""
    if command.startswith("make "):
        target = command.removeprefix("make ")
        assert re.search(rf"^{re.escape(target)}:", MAKEFILE, re.MULTILINE), f"the Makefile has no target {target}"
        return ""
    if command.startswith("source "):
        assert command == "source .venv/bin/activate"
        assert re.search(r"^VENV +:= \.venv$", MAKEFILE, re.MULTILINE), "the Makefile sets up another environment"
        return ""
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": scripts + os.pathsep + os.environ["PATH"], "PYTHONUTF8": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    printed = done.stdout.decode("utf-8")
    assert done.returncode == 0, f"`{command}` ends with {done.returncode}:\n{printed}"
    return printed


def console(text: str, folder: Path) -> str:
    """The block with the output of today."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    assert parts[0] == "", "a console block begins with a command"
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return "".join(f"$ {command}\n{cut(runs(command, folder), shown)}" for command, shown in pairs)


def toml(block: Block, folder: Path) -> None:
    if re.search(r"^format *=", block.text, re.MULTILINE):
        runs(f"orsupport check {written(block, folder).name}", folder)
        return
    if block.name:
        written(block, folder)
        return
    if (folder / "examples.toml").is_file():
        ors.rules(laid_over(tomllib.loads((folder / "examples.toml").read_text(encoding="utf-8")), block.text))
        return
    for paragraph in block.text.split("\n\n"):
        assert " ".join(paragraph.split()) in OREGON, f"does not stand in rules/oregon-2023.toml:\n{paragraph}"


def laid_over(rules: dict[str, Any], example: str) -> dict[str, Any]:
    """The rules with the example's entries in place of their own of the same names."""
    own = tomllib.loads(example)
    return rules | {name: rules.get(name, {}) | section for name, section in own.items()}


def written(block: Block, folder: Path) -> Path:
    path = folder / (block.name or "page.toml")
    path.parent.mkdir(exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
    return path


def today(page: str, folder: Path) -> Iterator[tuple[Block, str]]:
    """Every block that shows output, with what it would show today."""
    namespace: dict[str, object] = {}
    printed = None
    for block in blocks(page):
        if block.kind == "text" and printed is not None:
            yield block, cut(printed, block.text)
            printed = None
            continue
        assert not printed, f"a python block prints what no text block shows:\n{printed}"
        printed = None
        if block.kind == "console":
            yield block, console(block.text, folder)
        elif block.kind == "toml":
            toml(block, folder)
        elif block.kind == "python":
            output = io.StringIO()
            with contextlib.redirect_stdout(output), contextlib.chdir(folder):
                exec(compile(block.text, "a block of the page", "exec"), namespace)
            printed = output.getvalue()
        elif block.name:
            written(block, folder)
    assert not printed, f"a python block prints what no text block shows:\n{printed}"


def beside(folder: Path) -> Path:
    """A copy of what the pages' commands read."""
    for name in ("fixtures", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def with_tables(page: str) -> str:
    """The page with the tables that the code gives."""
    for name, table in tables().items():
        found = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = found.sub(lambda marks, table=table: f"{marks[1]}{table}\n{marks[2]}", page)
    return page


def test_the_tables_of_the_language_are_those_of_the_code() -> None:
    page = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    assert "<!-- measures -->" in page
    assert with_tables(page) == page


def test_every_section_and_kind_has_its_table_of_keys_on_the_page() -> None:
    page = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    assert [name for name in tables() if f"<!-- {name} -->\n" not in page] == []


def test_every_key_of_the_language_has_a_meaning_and_no_other_has_one() -> None:
    keys = {(name, key) for name, model in classes().items() for key in keys_of(name, model)}
    assert sorted((name, key) for name, key in keys if not meaning_of(name, key)) == []
    said = {(name, key) for name, meanings in MEANINGS.items() if name != "every" for key in meanings}
    assert sorted(said - keys) == []


@pytest.mark.parametrize("kind", MEASURES)
def test_every_kind_of_measure_has_a_checked_example(kind: str) -> None:
    page = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    _, _, section = page.partition(f"\n### {SAME.get(kind, kind)}\n")
    examples = [block.text for block in blocks(section.partition("\n## ")[0].partition("\n### ")[0])]
    assert any(f'"{kind}"' in text and "kind" in text for text in examples), f"{kind} has no example"


def test_every_link_inside_the_page_leads_to_a_heading() -> None:
    page = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page), re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert [link for link in re.findall(r"\]\(#([^)]*)\)", page) if link not in anchors] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_page_shows_what_is_printed_today(name: str, tmp_path: Path) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    for block, now in today(page, beside(tmp_path)):
        where = f"{name}, line {page.count(chr(10), 0, block.start) + 1}"
        assert f"{where}\n{block.text}" == f"{where}\n{now}"


def test_what_stands_in_contributing_is_so() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == ORDER
    (case,) = read_file("CONTRIBUTING.md", next(block.text for block in blocks(page) if block.kind == "toml"))
    rules = tomllib.loads((ROOT / "rules" / f"{case.rules}.toml").read_text(encoding="utf-8"))
    schools, results = frames(case, rules)
    data = ors.read(schools=schools, results=results)
    assert not differences(case, ors.identify(data, ors.rules(with_numbers(rules, case.numbers)), year=case.year))


def write() -> None:
    """Write the output of today into the pages."""
    for name in PAGES:
        path = ROOT / name
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            for block, now in reversed(list(today(page, beside(Path(folder))))):
                page = page[: block.start] + now + page[block.end :]
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    LANGUAGE = ROOT / "rules" / "README.md"
    LANGUAGE.write_text(with_tables(LANGUAGE.read_text(encoding="utf-8")), encoding="utf-8")
    write()
