"""Extracts of children who do not exist: every code and spelling, dates on both sides of every edge, and rows that lack
something."""

import csv
import datetime
import io

import guidance
import openpyxl

HEADINGS = [
    "Person ID", "Surname", "First Name", "Date of Birth", "Age", "Gender", "Legal Status", "CIC Episode Start Date",
    "Placement Code", "Permanence Plan", "Was Permanence Achieved", "Team", "Social Worker", "Service Manager",
    "Care Proceedings", "LGM Determination",
]  # fmt: skip

LEGAL = guidance.LEGAL + ["V2", "C2"] * 8 + ["s20", "S20", "V2: Single period under S20", "Full Care Order", ""]
PLACEMENT = guidance.PLACEMENT + ["P1", "U4", "U4", "U6", "1", "u1", ""]
PLAN = ["", "", "a", "Return to family", "RETURN1M", "RETURNEV", "g", "Other", "OTHERPLN", "f", "LTFOST18", "Her aunt"]
NAMES = ["Smith", "Müller", "O’Neill", 'Ade "Joy"', "Lee, jr", "=SUM(A1)", "Okafor;Lind"]


def years_before(day, years):
    """That day so many years ago; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def any_date(random, day, edges):
    """Near one of the edges, or anywhere within ten years."""
    if random.random() < 0.5:
        return random.choice(edges) + datetime.timedelta(days=random.randint(-2, 2))
    return day - datetime.timedelta(days=random.randint(0, 3650))


def written(random, date):
    return random.choice([f"{date:%d/%m/%Y}", date.isoformat(), f"{date.day}/{date.month}/{date.year}"])


def any_row(random, day, number):
    birthdays = [years_before(day, 17), years_before(day, 18), datetime.date(2008, 2, 29), day]
    born = any_date(random, day, birthdays)
    start = any_date(random, day, [day - datetime.timedelta(days=84), day - datetime.timedelta(days=28), day])
    odd = random.random()
    return {
        "Person ID": str(3000000 + number) if odd > 0.01 else random.choice(["", "a b"]),
        "Surname": random.choice(NAMES),
        "First Name": "Chloe",
        "Date of Birth": written(random, born) if random.random() > 0.1 else random.choice(["", "", "25/08/19", "31/02/2019"]),
        "Age": str(max(0, guidance.age_on(born, day))) if random.random() > 0.1 else random.choice(["", "16", "17", "?"]),
        "Gender": "Female",
        "Legal Status": random.choice(LEGAL) if random.random() > 0.01 else "unknown",
        "CIC Episode Start Date": written(random, start) if random.random() > 0.05 else "",
        "Placement Code": random.choice(PLACEMENT),
        "Permanence Plan": random.choice(PLAN),
        "Was Permanence Achieved": random.choice(["Yes", "No", "no", ""]),
        "Team": "CIC Team 1",
        "Social Worker": "Sam Okafor",
        "Service Manager": random.choice(["Maya Lind", "Noor Ali", ""]),
        "Care Proceedings": random.choice(["", "", "", "Yes", "No"]),
        "LGM Determination": random.choice(["", "", "", "Yes"]),
    }


def any_extract(random, day, rows):
    """Rows of which some are for the same child."""
    return [any_row(random, day, random.randint(0, rows * 3)) for _ in range(rows)]


def as_csv(rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADINGS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_workbook(rows, epoch):
    """A workbook as openpyxl writes it: real dates, real numbers, some of them still text."""
    book = openpyxl.Workbook()
    book.epoch = epoch
    sheet = book.active
    sheet.append(HEADINGS)
    for index, row in enumerate(rows):
        cells = []
        for heading in HEADINGS:
            value = row[heading]
            if heading in ("Date of Birth", "CIC Episode Start Date") and index % 3:
                try:
                    value = guidance.read_date(value)
                except guidance.Rejected:
                    pass
            elif heading in ("Person ID", "Age") and value.isdigit() and index % 2:
                value = int(value)
            cells.append(None if value == "" else value)
        sheet.append(cells)
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"
    return book
