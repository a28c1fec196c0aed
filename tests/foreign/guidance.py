"""The guidance for Business Support, read for a second time: who is on which cohort's agenda, by whoever has only the
document (B), the project's readings of it, and the national code sets. Plain, slow, and written from nothing else.
"""

import datetime
import re

LEGAL = "C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3".split()
PLACEMENT = (
    "A3 A4 A5 A6 H5 K1 K2 K3 P1 P2 P3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6 Z1 Z11 Z12 Z13 Z14".split()
)


class Rejected(Exception):
    """The row says nothing that can be used."""


def read_date(text):
    """DD/MM/YYYY or ISO; two-digit years are refused."""
    if not text:
        return None
    for pattern, order in [
        (r"(\d{1,2})/(\d{1,2})/(\d{4})", (2, 1, 0)),
        (r"(\d{4})-(\d{2})-(\d{2})", (0, 1, 2)),
    ]:
        found = re.fullmatch(pattern, text)
        if found:
            year, month, day = (int(found.groups()[place]) for place in order)
            try:
                return datetime.date(year, month, day)
            except ValueError:
                break
    raise Rejected(f"no date: {text}")


def age_on(born, day):
    """Whole years; 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def read_legal_status(text):
    """A code, "s20", a code with its meaning, or the name of an order."""
    word = text.strip().lower()
    if not word:
        return ""
    if word == "s20" or word.startswith("v2"):
        return "V2"
    if word == "full care order":
        return "C2"
    if word == "interim care order":
        return "C1"
    if word.upper() in LEGAL:
        return word.upper()
    raise Rejected(f"no legal status: {text}")


def read_placement(text):
    """A code; "1" is P1 (B:40)."""
    word = text.strip().upper()
    if word == "1":
        return "P1"
    if word == "" or word in PLACEMENT:
        return word
    raise Rejected(f"no placement: {text}")


def read_plan(text):
    """What B asks of a plan: whether it is blank, a return to the family, or "other"."""
    word = text.strip().lower()
    if word == "":
        return "blank"
    if word in ("a", "return1m", "return6m", "returnev", "return to family"):
        return "return"
    if word in ("g", "other", "otherpln"):
        return "other"
    return "another"


def read_answer(text):
    """Yes, no or nothing."""
    word = text.strip().lower()
    if word not in ("yes", "no", ""):
        raise Rejected(f"no answer: {text}")
    return word


def read_row(row, day):
    """What is known of a child, or Rejected."""
    born = read_date(row["Date of Birth"])
    if born and born > day:
        raise Rejected("not born yet")
    if born:
        age = age_on(born, day)
    elif row["Age"].isdigit():
        age = int(row["Age"])
    else:
        raise Rejected("neither birth date nor age")
    if not re.fullmatch(r"[0-9A-Za-z-]{1,40}", row["Person ID"]):
        raise Rejected("no id")
    return {
        "id": row["Person ID"],
        "age": age,
        "start": read_date(row["CIC Episode Start Date"]),
        "legal": read_legal_status(row["Legal Status"]),
        "placement": read_placement(row["Placement Code"]),
        "plan": read_plan(row["Permanence Plan"]),
        "achieved": read_answer(row["Was Permanence Achieved"]),
        "proceedings": read_answer(row["Care Proceedings"]),
        "determined": read_answer(row["LGM Determination"]),
    }


def read_extract(rows, day):
    """The children of an extract: of two rows for one child the later one's values with the earlier start (B14)."""
    children = {}
    rejected = 0
    for row in rows:
        try:
            child = read_row(row, day)
        except Rejected:
            rejected += 1
            continue
        before = children.pop(child["id"], None)
        if before:
            rejected += 1
            starts = [start for start in (before["start"], child["start"]) if start]
            child["start"] = min(starts) if starts else None
        children[child["id"]] = child
    return children, rejected


def in_care_at_least(child, days, day):
    """No start means long in care."""
    return child["start"] is None or (day - child["start"]).days >= days


def cohort_1(child, day):
    return child["legal"] == "V2" and child["age"] <= 16 and in_care_at_least(child, 7 * 12, day)


def cohort_2(child, _day):
    return child["placement"] == "P1"


def cohort_3(child, _day):
    return child["plan"] == "return" and child["placement"] not in ("P1", "U1", "U3")


def cohort_4(child, _day):
    return child["legal"] == "C2" and child["placement"] == "U4" and child["achieved"] != "yes"


def cohort_5(child, day):
    # K3 took H5's place in the collection year 2025-26 (B11).
    elsewhere = ("H5", "K3", "P1", "P2", "R3", "R5", "U1", "U3")
    wanted = child["plan"] == "blank" or (child["plan"] == "other" and child["placement"] not in elsewhere)
    return in_care_at_least(child, 7 * 4, day) and wanted


COHORTS = [cohort_1, cohort_2, cohort_3, cohort_4, cohort_5]


def is_determined(child, memory):
    """A determination stands by the extract's own column, or is remembered (B7)."""
    return child["determined"] == "yes" or memory.get("determined", False)


def excluded(child, memory):
    """The three exclusions of B:21-23; over 17 is out as well."""
    proceedings = child["proceedings"] == "yes" or (child["proceedings"] == "" and child["legal"] == "C1")
    if proceedings and child["plan"] != "blank":
        return True
    if child["legal"] == "V2" and is_determined(child, memory):
        return True
    return child["age"] >= 17


def is_matched_elsewhere(cohort, memory):
    """Step 4 of cohort 4: the Fostering Service's data, or a match that was agreed, says so (B:52)."""
    return cohort == 4 and memory.get("matched", False)


def was_reviewed_recently(cohort, memory, panel):
    """Cohort 5 leaves out who was discussed in cohorts 1 to 4 within the 35 days before the panel (B:17)."""
    others = (on for number, on in memory.get("discussed", []) if number != 5)
    return cohort == 5 and any(0 < (panel - on).days <= 35 for on in others)


def listed(child, day, memory=None, panel=None):
    """For each cohort whether the child is on its agenda, with what is remembered of the child from elsewhere."""
    memory = memory or {}
    return [
        cohort(child, day)
        and not excluded(child, memory)
        and not is_matched_elsewhere(number, memory)
        and not was_reviewed_recently(number, memory, panel or day)
        for number, cohort in enumerate(COHORTS, start=1)
    ]
