"""The tables of other systems: read in whatever form they come, written in the same."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

DELIMITERS = (",", ";", "\t")
CELL_LIMIT = 1 << 24  # characters; Moodle's worksheet has whole essays in its cells
BOMS = (  # the longer first: a mark of UTF-16 begins like no other here
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
COMMA, POINT = re.compile(r"-?\d+,\d+"), re.compile(r"-?\d+\.\d+")


@dataclass
class Sheet:
    """A table, its first row the names of the columns, and the form it had as a file."""

    rows: list[list[str]] = field(default_factory=list)
    delimiter: str = ","
    encoding: str = "utf-8"
    bom: bytes = b""
    newline: str = "\r\n"
    quote_all: bool = False
    decimal: str = "."

    @property
    def header(self) -> list[str]:
        return self.rows[0]

    def places(self, names: Sequence[str]) -> list[int]:
        """Where the columns of these names are; those that there are."""
        header = [name.strip() for name in self.header]
        return [header.index(name) for name in names if name in header]

    def number(self, value: float) -> str:
        """A number as this file has them."""
        return f"{value:g}".replace(".", self.decimal)

    @property
    def data(self) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(
            out,
            delimiter=self.delimiter,
            lineterminator=self.newline,
            quoting=csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL,
        )
        writer.writerows(self.rows)
        return self.bom + out.getvalue().encode(self.encoding, "replace")


def read(data: bytes, names: Sequence[str], delimiter: str = ",") -> Sheet:
    """The table in a file.

    Parameters
    ----------
    names : columns that it may have; they tell which sign separates the cells
    delimiter : the sign that it is where they do not tell

    Raises
    ------
    ValueError
        if it is not text, or not a table
    """
    text, encoding, bom = decoded(data)
    if not text.strip():
        raise ValueError("the file to fill in is empty")
    first = text.splitlines()[0]

    def known(sign: str) -> tuple[int, bool]:
        header = next(csv.reader([first], delimiter=sign), [])
        return sum(name.strip() in names for name in header), sign == delimiter

    sign = max(DELIMITERS, key=known)
    csv.field_size_limit(CELL_LIMIT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise ValueError(f"the file to fill in is not a table: {error}") from None
    cells = [cell.strip() for row in rows[1:] for cell in row]
    comma = any(map(COMMA.fullmatch, cells)) and not any(map(POINT.fullmatch, cells))
    return Sheet(
        rows,
        sign,
        encoding,
        bom,
        "\r\n" if "\r\n" in text else "\n",
        quote_all=first.count('"') >= 2 * len(rows[0]),
        decimal="," if comma else ".",
    )


def decoded(data: bytes) -> tuple[str, str, bytes]:
    """(text, encoding, mark before it) of a file that may come from any of the systems."""
    bom, encoding = next(((b, e) for b, e in BOMS if data.startswith(b)), (b"", "utf-8"))
    if not bom and data[1:2] == b"\0":
        encoding = "utf-16-le"
    try:
        return data[len(bom) :].decode(encoding), encoding, bom
    except UnicodeDecodeError:
        raise ValueError("the file to fill in is neither UTF-8 nor UTF-16 text") from None
