"""The agendas that leave the service are opened with openpyxl and held, cell by cell, against the extract, as csv or as a workbook
that openpyxl wrote, and the guidance as they are read for a second time in Python: who is listed, every value that is shown of each child, why, and what is to be checked."""

import csv
import datetime
import io
import os
import random
import re
import subprocess

import extracts
import guidance
import openpyxl
import pytest

AGENDAS = os.environ["AGENDAS"]
SEEDS = range(8)
ROWS = 300
COHORTS = ["section_20", "placed_with_parents", "reunification", "long_term_matching", "plan_not_identified"]
HEADINGS = [
    "Service manager", "Surname", "First name", "Person ID", "Date of birth", "Age", "Gender", "Team", "Social worker", "Why",
    "To check", "Last discussed", "Open actions",
]  # fmt: skip


def accepted_rows(rows, day):
    """Each child's rows that are accepted; the words of the last count (B14)."""
    found = {}
    for row in rows:
        try:
            found.setdefault(guidance.read_row(row, day)["id"], []).append(row)
        except guidance.Rejected:
            continue
    return found


def expected_cells(row, child):
    """What stands in the first nine columns of a child's row."""
    born = guidance.read_date(row["Date of Birth"])
    return [
        row["Service Manager"] or None, row["Surname"], row["First Name"], row["Person ID"],
        born and datetime.datetime(born.year, born.month, born.day), child["age"], row["Gender"], row["Team"], row["Social Worker"],
    ]  # fmt: skip


def seen(child, row, day):
    """What each thing that a step of the guidance filters by looks like in a cell, as patterns."""

    def coded(code):
        return rf"{code} \(.+\)" if code else "blank"

    days = child["start"] and (day - child["start"]).days
    return {
        "legal": f"legal status: {coded(child['legal'])}",
        "placement": f"placement code: {coded(child['placement'])}",
        "age": f"age: {child['age']}" + ("" if row["Date of Birth"] else ", as exported"),
        "days": f"days in care: {days} days?, since {child['start']:%d/%m/%Y}"
        if child["start"]
        else "days in care: start not recorded, treated as long in care",
        "plan": "permanence plan: " + {"blank": "blank", "return": "Return.*", "other": "Other.*"}.get(child["plan"], ".+"),
        "achieved": f"permanence achieved: {child['achieved'] or 'blank'}",
    }


# By what each step of each cohort filters (B:31-59); the last step of the fifth looks at the plan too, and at codes that were
# succeeded.
STEPS = [
    [["legal"], ["age"], ["days"]],
    [["placement"]],
    [["plan"], ["placement"]],
    [["legal"], ["placement"], ["achieved"]],
    [["days"], ["plan"], ["placement", "plan"]],
]


def why(child, row, day, place):
    patterns = seen(child, row, day)
    steps = [", ".join(patterns[name] for name in step) for step in STEPS[place]]
    return "\n".join(steps) + "(, by the code that took another's place)?"


def to_check(child, rows, day):
    """What looks wrong with the child's row."""
    row, born, start = rows[-1], guidance.read_date(rows[-1]["Date of Birth"]), child["start"]
    with_parents, status = child["placement"] == "P1", child["legal"]
    holds = {
        "birth date missing": not born,
        "age unreadable": row["Age"] != "" and not row["Age"].isdigit(),
        "age differs": born and row["Age"].isdigit() and int(row["Age"]) != child["age"],
        "start missing": not start,
        "start in future": start and start > day,
        "start before birth": start and born and start < born,
        "plan unlisted": row["Permanence Plan"] == "Her aunt",
        "placed with parents under section 20": with_parents and status == "V2",
        "placed with parents without care order": with_parents and status not in ("V2", "C1", "C2"),
        "short breaks in long term fostering": status in ("V3", "V4") and child["placement"] in ("U1", "U4"),
        "service manager missing": not row["Service Manager"],
        "duplicate merged": len(rows) > 1,
    }
    return {flag for flag, is_so in holds.items() if is_so}


@pytest.fixture(scope="module", params=SEEDS)
def drawn(request, tmp_path_factory):
    """An extract, what the guidance makes of it, and the folder with what the service made of it."""
    chance = random.Random(1000 + request.param)
    day = datetime.date(2024, 1, 1) + datetime.timedelta(days=chance.randint(0, 1000))
    rows = extracts.any_extract(chance, day, ROWS)
    folder = tmp_path_factory.mktemp("agendas")
    epoch = [None, openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH][request.param % 3]
    if epoch:
        extracts.as_workbook(rows, epoch).save(folder / "extract")
    else:
        (folder / "extract").write_bytes(extracts.as_csv(rows))
    panel = day + datetime.timedelta(days=3)
    subprocess.run([AGENDAS, folder / "extract", day.isoformat(), panel.isoformat(), folder], check=True)
    children, _ = guidance.read_extract(rows, day)
    return day, accepted_rows(rows, day), children, folder


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_every_cell_of_every_agenda_is_what_the_extract_and_the_guidance_say(drawn):
    day, rows, children, folder = drawn
    compared = 0
    for place, cohort in enumerate(COHORTS):
        book = openpyxl.load_workbook(folder / f"{cohort}.xlsx")
        assert [cell.value for cell in book["All"][1]] == HEADINGS
        found = {row[3]: row for row in cells(book["All"])}
        listed = {id for id, child in children.items() if guidance.listed(child, day)[place]}
        assert found.keys() == listed, cohort
        for id in listed:
            child, row = children[id], rows[id][-1]
            expected = expected_cells(row, child)
            assert found[id][:9] == expected, (cohort, id)
            assert re.fullmatch(why(child, row, day, place), found[id][9]), (cohort, id, found[id][9])
            # Which codes belong to which year is the code sets' own test.
            flags = set((found[id][10] or "").splitlines()) - {"code out of year"}
            assert flags == to_check(child, rows[id], day), (cohort, id)
            assert found[id][11:] == [None, None], "nothing was discussed"
            compared += len(HEADINGS)
        order = [((row[0] or ""), row[1], row[2], row[3]) for row in cells(book["All"])]
        assert order == sorted(order), "by service manager, surname, first name, id"
        off = {row[0]: row for row in cells(book["Not listed"])}
        assert off.keys() == children.keys() - listed, cohort
        for id, row in off.items():
            said = rows[id][-1]
            assert row[:4] == [id, said["Surname"], said["First Name"], said["Service Manager"] or None]
            assert row[4] and row[5], "by which filter, and what it saw"
            compared += 4
    assert compared > 4000, "thousands of cells"


def test_dates_are_dates_and_nothing_runs(drawn):
    _, _, _, folder = drawn
    dates = 0
    for cohort in COHORTS:
        for sheet in openpyxl.load_workbook(folder / f"{cohort}.xlsx"):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" and cell.hyperlink is None, (sheet.title, cell.coordinate)
            if sheet.title == "Not listed":
                continue
            for cell in sheet["E"][1:]:
                if cell.value is not None:
                    assert cell.is_date and cell.number_format == "dd/mm/yyyy"
                    dates += 1
    assert dates > 50


def test_each_service_manager_has_a_sheet_with_their_own_and_the_csv_says_the_same(drawn):
    _, _, _, folder = drawn
    for cohort in COHORTS:
        book = openpyxl.load_workbook(folder / f"{cohort}.xlsx")
        whole = cells(book["All"])
        parts = {sheet.title: cells(sheet) for sheet in book if sheet.title not in ("All", "Not listed")}
        assert sorted(map(str, (row for part in parts.values() for row in part))) == sorted(map(str, whole))
        for person, part in parts.items():
            assert {row[0] or "Business Support" for row in part} == {person}
        text = (folder / f"{cohort}.csv").read_bytes().decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline="")))
        assert lines[0] == HEADINGS and len(lines) == len(whole) + 1
        for row, line in zip(whole, lines[1:]):
            for value, cell in zip(row, line):
                if isinstance(value, datetime.datetime):
                    value = value.strftime("%d/%m/%Y")
                plain = "" if value is None else str(value)
                assert cell in (plain, "'" + plain)
                assert not cell.startswith(("=", "+", "-", "@"))
