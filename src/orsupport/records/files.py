"""Which file, folder of parts or frame holds which table, and the stream that reads it."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

import narwhals as nw

from orsupport.problems import Problem
from orsupport.records.columns import SHAPES
from orsupport.records.csv_stream import CsvStream
from orsupport.records.frame_stream import FrameStream, LazyStream
from orsupport.records.mapping import Mapping
from orsupport.records.parquet_stream import ParquetStream
from orsupport.records.stream import PartsStream, Stream
from orsupport.tables.columns import FORMATS
from orsupport.tables.columns import SHAPES as CONTRACT
from orsupport.tables.misnamed import misnamed
from orsupport.tables.raw import UnreadableError

COPIED = tuple(name for name in CONTRACT if name != "results")  # tables of a data folder that records may come with
Place = Path | Any
"""A file or folder, or a frame."""


def found_in(
    source: str | PathLike[str] | Mapped[str, Any], mapping: Mapping, problems: list[Problem]
) -> dict[str, Place]:
    """Where every table lies, by its name; a table given twice or a file that is not there is a problem."""
    if isinstance(source, Mapped):
        return _among(source, mapping, problems)
    folder = Path(source)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        why = {FileNotFoundError: "there is no such folder", NotADirectoryError: "this is a file: give the folder"}
        said = why.get(type(error), f"the folder cannot be opened: {error.strerror}")
        problems.append(Problem("", "", said, example=str(source)))
        return {}
    found: dict[str, Place] = {}
    for name in [*SHAPES, *COPIED]:
        named = mapping.tables[name].file if name in mapping.tables else ""
        if named:
            if (folder / named).exists():
                found[name] = folder / named
            else:
                near = get_close_matches(named, [entry.name for entry in entries], 1, 0.6)
                hint = f"did you mean {near[0]}?" if near else ""
                mapping.say(f"{name}.file", f"there is no {named} in the folder", hint)
            continue
        files = [entry for entry in entries if entry.stem.lower() == name and _may_hold(entry, name)]
        if len(files) > 1:
            names = " and ".join(entry.name for entry in files)
            problems.append(Problem(name, "", f"given more than once, keep one: {names}"))
        elif files:
            found[name] = files[0]
    lacking = [name for name in [*SHAPES, *COPIED] if name not in found]
    problems += misnamed(entries, list(found.values()), lacking)
    return found


def _may_hold(entry: Path, name: str) -> bool:
    return name in SHAPES if entry.is_dir() else entry.suffix.lower() in FORMATS


def _among(frames: Mapped[str, Any], mapping: Mapping, problems: list[Problem]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    used = set()
    for name in [*SHAPES, *COPIED]:
        key = (mapping.tables[name].file if name in mapping.tables else "") or name
        if key in frames and frames[key] is not None:
            found[name] = frames[key]
        elif key != name:
            mapping.say(f"{name}.file", f"no frame called {key} was given")
        used.add(key)
    for key in frames:
        if key not in used:
            close = get_close_matches(key, [*SHAPES, *COPIED], 1, 0.6)
            problems.append(Problem(key, "", "no record table", example=f"did you mean {close[0]}?" if close else ""))
    return found


def known_frame(frame: Any) -> Any:
    """A frame as narwhals knows it, anything else as it is. Raises UnreadableError where two columns share a name."""
    try:
        return nw.from_native(frame, pass_through=True)
    except nw.exceptions.DuplicateError as error:
        raise UnreadableError("two columns of the frame have the same name: keep one") from error


def stream_of(name: str, place: Place) -> Stream:
    """The stream of a table. Raises UnreadableError where its file or frame holds no table."""
    if isinstance(place, str):
        place = Path(place)
    if not isinstance(place, Path):
        known = known_frame(place)
        return LazyStream(known) if isinstance(known, nw.LazyFrame) else FrameStream(place, name)
    if not place.is_dir():
        return _file(place, place.name)
    parts = files_of(place)
    if not parts:
        raise UnreadableError(f"the folder {place.name} holds no Parquet or CSV file")
    streams = [_file(part, f"{place.name}/{part.name}") for part in parts]
    for part, stream in zip(parts, streams, strict=True):
        if set(stream.names) != set(streams[0].names):
            other = sorted(set(stream.names) ^ set(streams[0].names))
            raise UnreadableError(f"{part.name} has not the columns of {parts[0].name}: {', '.join(other)}")
    return streams[0] if len(streams) == 1 else PartsStream(streams)


def files_of(place: Place) -> list[Path]:
    """The files of a table, in the order in which they are read; none of a frame."""
    if not isinstance(place, str | Path):
        return []
    path = Path(place)
    if not path.is_dir():
        return [path]
    return sorted(part for part in path.iterdir() if part.suffix.lower() in FORMATS and part.name[0] not in "._")


def _file(path: Path, name: str) -> CsvStream | ParquetStream:
    if path.suffix.lower() not in FORMATS:
        raise UnreadableError(f"{path.name} is neither CSV nor Parquet")
    return CsvStream(path, name) if path.suffix.lower() == ".csv" else ParquetStream(path, name)
