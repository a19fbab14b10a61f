"""Tables as offices' spreadsheets write them, and as they open them safely."""

import csv
import io

import pytest

from press import csvfile

HEAD = "Name;Redaktion;E-Mail"
ROW = "Özlem Groß;Süd „Blatt“;oezlem@funk.example"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_umlauts_and_columns_survive_every_encoding(encoding, sign):
    table = csvfile.read(f"{HEAD}\r\n{ROW}\r\n".replace(";", sign).encode(encoding))
    assert (table.columns, table.rows) == (HEAD.split(";"), [ROW.split(";")])


def test_commas_inside_cells_do_not_part_columns():
    table = csvfile.read('"Name, Vorname";E-Mail\n"Groß, Özlem, Dr.";o@funk.example\n'.encode())
    assert table.rows == [["Groß, Özlem, Dr.", "o@funk.example"]]


def test_short_and_empty_lines_are_filled_and_skipped():
    table = csvfile.read(b"Name;E-Mail;Thema\n\n;;\nAnna;a@b.example\nBert;b@b.example;Sport;zu viel\n")
    assert table.rows == [["Anna", "a@b.example", ""], ["Bert", "b@b.example", "Sport"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "Excel-Datei"),
        (b"", "keine Zeile"),
        (b"Name;E-Mail\n", "keine Zeile"),
        (b"N\n" + b"x\n" * (csvfile.MOST_ROWS + 1), "10001 Zeilen"),
        (b"x" * (csvfile.MOST_BYTES + 1), "größer als 5 MB"),
    ],
)
def test_what_is_no_table_says_what_to_do(data, words):
    with pytest.raises(csvfile.Unreadable, match=words):
        csvfile.read(data)


def test_heads_are_recognised_as_people_write_them():
    heads = ["Anrede", "VORNAME", "Nachname", "E-Mail-Adresse:", "Medium", "Ressort", "Bemerkungen", "Mail"]
    assert csvfile.guess(heads) == {
        "first_name": 1, "last_name": 2, "email": 3, "outlet": 4, "topics": 5, "note": 6,
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+49 211 89", "-x", "@SUM(A1)", "\tx", "\r=x", "'=1"])
def test_no_cell_written_is_a_formula_and_reading_gives_it_back(cell):
    data = csvfile.write(["Name", "E-Mail"], [[cell, "a@b.example"]])
    written = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[1][0]
    assert (written[0] in "=+-@\t\r", csvfile.read(data).rows[0][0]) == (False, cell.strip())


def test_file_begins_with_the_mark_spreadsheets_look_for():
    assert csvfile.write(["Name"], [["Groß"]]) == "\ufeffName\r\nGroß\r\n".encode()
