"""Damaged gzip files of OpenAlex: nothing is read from one that is not whole."""

import gzip
import zlib

import pytest

from detente.core.errors import SourceMalformed
from detente.sources.openalex.lines import batches
from openalex_works import convert, lines, some_records


def deflated(records):
    return bytearray(gzip.compress(lines(records).encode(), mtime=0))


@pytest.mark.parametrize("left", [1, 5, 8, 9, 100, "half"])
def test_a_gzip_cut_short(tmp_path, left):
    whole = deflated(some_records(50))
    cut = len(whole) // 2 if left == "half" else left
    file = tmp_path / "part_000.gz"
    file.write_bytes(whole[:-cut])
    with pytest.raises(SourceMalformed, match=r"part_000\.gz is damaged") as caught:
        convert(file)
    assert "cut short" in caught.value.why


def test_a_gzip_with_a_bad_checksum(tmp_path):
    """DuckDB reads such a file without a word."""
    for place in (-1, -5, -8):
        damaged = deflated(some_records(50))
        damaged[place] ^= 1
        file = tmp_path / "part_000.gz"
        file.write_bytes(damaged)
        with pytest.raises(SourceMalformed, match=r"part_000\.gz is damaged"):
            convert(file)


def test_a_flipped_bit_of_a_gzip_never_changes_what_is_read(tmp_path):
    """A few bits of the header mean nothing (time, system): with them the content is the same."""
    works = some_records(6)
    whole, file, noticed = deflated(works), tmp_path / "w.gz", 0
    for bit in [*range(80), *range(80, 8 * len(whole), 23)]:
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        file.write_bytes(damaged)
        try:
            content = b"".join(batch.data for batch in batches(file, "w.gz"))
        except SourceMalformed:
            noticed += 1
        else:
            assert content == lines(works).encode()
    assert noticed > 8 * (len(whole) - 10) // 23


def test_a_gzip_of_several_members_and_padding(tmp_path):
    works = some_records(30)
    file = tmp_path / "w.gz"
    members = [deflated(works[:10]), deflated(works[10:11]), deflated(works[11:])]
    file.write_bytes(b"".join(members) + b"\0" * 512)
    assert convert(file).kept == 30
    file.write_bytes(b"".join(members) + b"rest")
    with pytest.raises(SourceMalformed, match="damaged"):
        convert(file)


def test_what_is_called_gzip_and_is_none(tmp_path):
    file = tmp_path / "w.gz"
    file.write_text(lines(some_records(3)))
    with pytest.raises(SourceMalformed, match="damaged"):
        convert(file)
    file.write_bytes(zlib.compress(b"{}"))
    with pytest.raises(SourceMalformed, match="damaged"):
        convert(file)
