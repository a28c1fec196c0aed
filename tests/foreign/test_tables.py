"""What leaves the panel's service as a file is opened by a program that is not ours: values, dates, and no live formula."""

import csv
import datetime
import io
import json
import os
import random
import subprocess

import openpyxl
import pytest

TABLES = os.environ["TABLES"]
COLUMNS = 6
ODD = [
    "=1+1", "+44 20", "-5", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "http://example.org", "007", "1E5", "TRUE", "31/12/2020",
    "O’Neill", "Zoë, Müller", 'a "b" c', "two\nlines", " spaced ", "'quoted", "<b>&amp;</b>", "_x0041_", "😀", "\u200b",
]  # fmt: skip
PEOPLE = ["Maya Lind", "maya lind", "Noor [Ali]: 'x'", "All", None, "Bartholomew Fotheringay-Smythe-Jones", "=cmd"]


def any_value(chance):
    kind = chance.random()
    if kind < 0.15:
        return None
    if kind < 0.3:
        return chance.randint(-1000, 100000)
    if kind < 0.5:
        day = datetime.date(1950, 1, 1) + datetime.timedelta(days=chance.randint(0, 40000))
        return {"date": day.isoformat()}
    if kind < 0.8:
        return chance.choice(ODD)
    return "".join(chance.choice("abc =+-@,;\"'é\n€") for _ in range(chance.randint(1, 30)))


def any_rows(seed):
    chance = random.Random(seed)
    return [[chance.choice(PEOPLE)] + [any_value(chance) for _ in range(COLUMNS - 1)] for _ in range(300)]


@pytest.fixture(params=range(5))
def written(request, tmp_path):
    rows = any_rows(request.param)
    files = [tmp_path / "out.xlsx", tmp_path / "out.csv"]
    subprocess.run([TABLES, *files], input=json.dumps(rows).encode(), check=True)
    return rows, *files


def expected(value):
    if isinstance(value, dict):
        return datetime.datetime.fromisoformat(value["date"])
    return value or None if isinstance(value, str) else value


def test_openpyxl_reads_every_cell_as_it_was(written):
    rows, xlsx, _ = written
    sheet = openpyxl.load_workbook(xlsx)["All"]
    assert sheet.max_row == len(rows) + 1
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            assert cell.data_type != "f", f"a live formula: {value}"
            assert cell.hyperlink is None
            assert cell.value == expected(value), (number, column)
            if isinstance(value, dict):
                assert cell.is_date and cell.number_format == "dd/mm/yyyy"


def test_every_row_stands_on_the_sheet_of_one_person_too(written):
    rows, xlsx, _ = written
    book = openpyxl.load_workbook(xlsx)
    assert book.sheetnames[0] == "All" and len(book.sheetnames) == len({row[0] for row in rows}) + 1
    parts = [sheet for sheet in book if sheet.title != "All"]
    assert sum(sheet.max_row - 1 for sheet in parts) == len(rows)
    for sheet in parts:
        assert len({sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)}) == 1
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:F{sheet.max_row}"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
        assert all(sheet.column_dimensions[letter].width > 10 for letter in "ABCDEF")


def test_the_csv_has_the_same_cells_and_none_begins_a_formula(written):
    rows, _, path = written
    text = path.read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert len(lines) == len(rows) + 1
    for row, line in zip(rows, lines[1:]):
        for value, cell in zip(row, line):
            assert not cell.strip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
            if isinstance(value, dict):
                value = datetime.date.fromisoformat(value["date"]).strftime("%d/%m/%Y")
            plain = "" if value is None else str(value)
            assert cell in (plain, "'" + plain)


def test_the_same_rows_give_the_same_bytes(tmp_path):
    rows = json.dumps(any_rows(9)).encode()
    for name in ["one", "two"]:
        subprocess.run([TABLES, tmp_path / f"{name}.xlsx", tmp_path / f"{name}.csv"], input=rows, check=True)
    for kind in ["xlsx", "csv"]:
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
