"""Tables are read in whatever form they come, and written in the same."""

import codecs

import pytest

from autograder.output import sheet
from autograder.output.sheet import Sheet, read

TEXT = 'Name{0}Points\r\n"Lovelace{0} Ada"{0}7\r\nZoë{0}\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_what_is_read_is_written_byte_for_byte(encoding, sign):
    data = TEXT.format(sign).encode(encoding)
    found = read(data, ("Name", "Points"))
    assert found.rows == [["Name", "Points"], [f"Lovelace{sign} Ada", "7"], ["Zoë", ""]]
    assert found.data == data


def test_utf_16_of_the_other_order_is_told_by_its_mark():
    data = codecs.BOM_UTF16_BE + TEXT.format(";").encode("utf-16-be")
    assert read(data, ("Name",)).data == data


def test_quotes_around_everything_and_plain_ends_of_lines_are_kept():
    data = b'"Name","Points"\n"Ada","7"\n'
    found = read(data, ("Name",))
    assert found.quote_all and found.newline == "\n" and found.data == data


def test_the_columns_tell_the_sign_and_else_it_is_the_one_given():
    assert read(b"Name;a,b,c\n", ("Name",)).delimiter == ";"
    assert read(b"x;y,z\n", ("Name",), "\t").delimiter == "\t"


def test_numbers_have_the_comma_only_where_the_file_has_no_point():
    assert read(b"Name;P\nAda;7,5\n", ("Name",)).number(2.25) == "2,25"
    assert read(b"Name;P\nAda;7,5\nBo;7.5\n", ("Name",)).number(2.25) == "2.25"
    assert Sheet().number(3.0) == "3"


def test_columns_are_found_by_their_names_as_far_as_there_are():
    found = Sheet([["Name ", "ID", "Points"]])
    assert found.places(["Points", "Login", "Name"]) == [2, 0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b" \n", "is empty"), (b"\xff\xfe\x00", "neither"), (b"caf\xe9,x\n", "neither")],
)
def test_what_is_no_table_is_refused(data, reason):
    with pytest.raises(ValueError, match=reason):
        read(data, ("Name",))


def test_a_cell_may_hold_an_essay_and_no_more(monkeypatch):
    essay = "x" * 200_000
    assert read(f"Name\n{essay}\n".encode(), ("Name",)).rows[1] == [essay]
    monkeypatch.setattr(sheet, "CELL_LIMIT", 1000)
    with pytest.raises(ValueError, match="not a table: field larger"):
        read(f"Name\n{essay}\n".encode(), ("Name",))
