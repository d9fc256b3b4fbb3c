"""One source into a build: read at once, or converted file by file and merged."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from threading import Event
from typing import TYPE_CHECKING, Any

from detente.core.discovery import find
from detente.core.errors import BuildInterrupted, SourceMalformed
from detente.core.pace import Pace, rows_text
from detente.core.source import Definition, Quarantined, Reading
from detente.lake.build import Build, Origin
from detente.sources.conversion import conversion_notes, convert_all
from detente.sources.listing import Listing, files_of
from detente.sources.quarantine import check_share, quarantine_notes, quarantine_rows
from detente.sources.side_by_side import once, side_by_side
from detente.tables import quarantine, remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import ModuleType

    import pyarrow as pa

    from detente.core.source import Source
    from detente.core.table import Table
    from detente.lake.stage import Stage
    from detente.sources.sandbox import Sandbox

_DEFINITION = "definition"


@dataclass(frozen=True)
class Load:
    """A source on its way into a build.

    Attributes
    ----------
    making : Build
    module : ModuleType
        The source.
    path : Path or None
        Where its files lie; None for those of the package.
    sandbox : Sandbox
        Where files of others are read.
    progress : callable
    """

    making: Build
    module: ModuleType
    path: Path | None
    sandbox: Sandbox
    progress: Callable[[str], None]

    @property
    def source(self) -> Source:
        """What the source declares."""
        declared: Source = self.module.SOURCE
        return declared

    def commit_read(self) -> None:
        """Commit the tables of a source that is read at once."""
        with self.making.scratch() as scratch:

            @cache
            def reading() -> Reading:
                if self.path is None:  # our own files need no guard
                    result: Reading = self.module.read(None)
                else:
                    result = self._read_guarded(self.path, scratch)
                _check_reading(self.source, result)
                return result

            for name in self.source.tables:
                self._part(name, table_named(name), partial(_rows, reading, name))
            self._commit_said(reading, lambda: reading().quarantined)

    def commit_staged(self, listing: Listing) -> None:
        """Convert what is new, then commit the tables that merging all conversions gives."""
        name = self.source.name
        stage = self.making.stage(name)
        staged = convert_all(
            stage, listing, source=name, sandbox=self.sandbox, progress=self.progress
        )
        quarantined = [row for each in staged for row in each.conversion.quarantined]
        records = sum(each.conversion.records for each in staged)
        check_share(name, records, quarantined)
        with self.making.scratch() as scratch:
            self._commit_merged(stage, once(partial(self._merge, stage, listing, scratch)))
        notes = (*conversion_notes(staged), *quarantine_notes(records, quarantined))
        said = Reading({}, "", listing.hashes, notes)
        self._commit_said(lambda: said, lambda: quarantined)

    def _read_guarded(self, path: Path, scratch: Path) -> Reading:
        """A reading made by a child, with its rows in files."""
        request = {
            "do": "read",
            "source": self.source.name,
            "path": str(path.absolute()),
            "folder": str(scratch.absolute()),
        }
        size = sum(file.stat().st_size for file in files_of(path))
        answer = self.sandbox.ask(request, subject=path, size=size)
        names = answer.pop("tables")
        definitions = tuple(_definition(d) for d in answer.pop("definitions"))
        quarantined = tuple(Quarantined(**row) for row in answer.pop("quarantined"))
        notes = (*answer.pop("notes"), *quarantine_notes(answer["records"], quarantined))
        check_share(self.source.name, answer["records"], quarantined)
        return Reading(
            tables={name: _arrow(scratch / f"{name}.arrow") for name in names},
            definitions=definitions,
            quarantined=quarantined,
            notes=notes,
            **answer,
        )

    def _merge(
        self, stage: Stage, listing: Listing, scratch: Path
    ) -> Mapping[str, Callable[[], Iterable[pa.RecordBatch]]]:
        """Streams by table, from verified conversions."""
        self.progress(f"merging {len(listing.keys):,} files")
        streams: Mapping[str, Callable[[], Iterable[pa.RecordBatch]]] = self.module.merge(
            stage.files(listing.keys),
            listing.root,
            scratch=scratch,
            memory=self.sandbox.limits.memory // 2,
        )
        _check_tables(self.source, streams)
        return streams

    def _commit_merged(
        self,
        stage: Stage,
        merged: Callable[[], Mapping[str, Callable[[], Iterable[pa.RecordBatch]]]],
    ) -> None:
        """Commit the tables, some of them side by side, each as soon as it is written."""
        tables, stopped = self.source.tables, Event()
        rows, pace = dict.fromkeys(tables, 0), Pace(None, rows_text)

        def stream(table: str) -> Iterator[pa.RecordBatch]:
            for batch in merged()[table]():
                if stopped.is_set():
                    raise BuildInterrupted("writing was stopped", fix="run the same command again")
                rows[table] += batch.num_rows
                yield batch
            # the last row is given only if no conversion changed meanwhile
            stage.check()

        def tell(done: Sequence[bool]) -> None:
            written = pace.text(sum(rows.values()))
            self.progress(f"writing {sum(done)} of {len(done)} tables: {written}")

        counts = side_by_side(
            [partial(self._part, t, table_named(t), partial(stream, t)) for t in tables],
            workers=self.sandbox.limits.workers,
            stop=stopped.set,
            tell=tell,
        )
        for table, count in zip(tables, counts, strict=True):
            _check_count(self.source, table, count)

    def _part(self, name: str, table: Table, producer: Callable[[], Any]) -> int:
        origin = Origin(sources=(self.source.name,))
        return self.making.part(f"{name}-{self.source.name}", table, producer, origin=origin).rows

    def _commit_said(
        self, reading: Callable[[], Reading], quarantined: Callable[[], Sequence[Quarantined]]
    ) -> None:
        """Commit what was noticed and what was set aside."""
        name = self.source.name
        self._part("remark", remark.TABLE, lambda: _remarks(name, reading()))
        if self.path is not None:
            self._part("quarantine", quarantine.TABLE, lambda: quarantine_rows(name, quarantined()))


def with_found(source: Source, remarks: Sequence[Mapping[str, Any]]) -> Source:
    """The source with the definitions that were found in its data.

    Raises
    ------
    SourceMalformed
        Its data use the name of a definition that it declares.
    """
    mine = [r for r in remarks if r["source"] == source.name and r["kind"] == _DEFINITION]
    found = tuple(_definition(json.loads(r["text"])) for r in mine)
    names = [definition.name for definition in (*source.definitions, *found)]
    for name in names:
        if names.count(name) > 1:
            raise SourceMalformed(
                f"source '{source.name}' gives two meanings to the definition '{name}'",
                why="a name stands for one set of works within a release",
                fix="give it another name in the data",
            )
    return replace(source, definitions=(*source.definitions, *found))


def table_named(name: str) -> Table:
    """The declaration of a canonical table."""
    table: Table = find("detente.tables", "TABLE", name).TABLE
    return table


def _rows(reading: Callable[[], Reading], name: str) -> pa.Table:
    return reading().tables[name]


def _arrow(path: Path) -> pa.Table:
    """Rows that a child left, which may be broken in any way."""
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as file:
            rows = pa.ipc.open_file(file).read_all()
        rows.validate(full=True)
    except (pa.ArrowInvalid, OSError) as problem:
        raise SourceMalformed(
            f"what was read into {path.name} is damaged",
            why=str(problem),
            fix="run the same command again; if that does not help, report the source",
        ) from problem
    return rows


def _definition(content: Mapping[str, Any]) -> Definition:
    return Definition(**{**content, "labels": tuple(content["labels"])})


def _check_reading(source: Source, reading: Reading) -> None:
    _check_tables(source, reading.tables)
    for name, rows in reading.tables.items():
        _check_count(source, name, rows.num_rows)


def _check_tables(source: Source, tables: Mapping[str, object]) -> None:
    if set(tables) != set(source.tables):
        raise SourceMalformed(
            f"source '{source.name}' gave the tables {sorted(tables)}",
            why=f"it declares {sorted(source.tables)}",
            fix="report the source as changed",
        )


def _check_count(source: Source, table: str, found: int) -> None:
    for name, least, most in source.counts:
        if name == table and not least <= found <= most:
            raise SourceMalformed(
                f"source '{source.name}': {found} rows of '{name}'",
                why=f"between {least} and {most} are declared",
                fix="check that the files are complete, or update the declared counts",
            )


def _remarks(name: str, reading: Reading) -> pa.Table:
    import pyarrow as pa

    texts = [("note", note) for note in reading.notes]
    texts += [("input", f"{file} {digest}") for file, digest in sorted(reading.inputs.items())]
    texts += [("retrieved", reading.retrieved)] if reading.retrieved else []
    texts += [(_DEFINITION, json.dumps(asdict(d), sort_keys=True)) for d in reading.definitions]
    rows = [
        {"source": name, "number": number, "kind": kind, "text": text}
        for number, (kind, text) in enumerate(texts)
    ]
    return pa.Table.from_pylist(rows, remark.TABLE.schema)
