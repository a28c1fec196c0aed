"""measure_cohorts.py SIFT FILE ROWS: times the engine and pandas over one file, in turns, and compares what they found."""

import datetime
import os
import random
import resource
import subprocess
import sys
import time

DAY = datetime.date(2026, 11, 23)
PANEL = datetime.date(2026, 11, 26)
TURNS = 3
HEADINGS = (
    "Person ID,Surname,First Name,Date of Birth,Age,Gender,Legal Status,CIC Episode Start Date,Placement Code,"
    "Permanence Plan,Was Permanence Achieved,Team,Social Worker,Service Manager"
)


def write(path, rows):
    """Children as a council has them, in an order that is not that of their ids."""
    chance = random.Random(7)
    legal = ["C2"] * 45 + ["V2"] * 18 + ["C1"] * 15 + ["E1"] * 8 + ["V3", "V4", "J1", "L2", "s20", "Full Care Order"]
    placement = ["U6"] * 25 + ["U4"] * 20 + ["K2"] * 12 + ["U3"] * 10 + ["U1"] * 8 + ["P1"] * 7 + ["K3", "H5", "R3", "P2", "R5", "1", ""]
    plan = ["Long-term fostering"] * 30 + [""] * 15 + ["Return to family"] * 12 + ["Other"] * 8 + ["Adoption", "SGO/CAO", "a", "g"]
    achieved = ["No"] * 40 + [""] * 40 + ["Yes"] * 20
    first, last = ["Chloe", "Sam", "Zoë", "Ade", "Noor", "Liam"], ["Smith", "Okafor", "Müller", "Nair", "O'Neill", "Jones"]
    ids = list(range(3000000, 3000000 + rows))
    chance.shuffle(ids)
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write(HEADINGS + "\r\n")
        for child in ids:
            born = DAY - datetime.timedelta(days=chance.randrange(0, 365 * 18 + 100))
            start = max(born, DAY - datetime.timedelta(days=chance.randrange(0, 3000)))
            age = DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))
            pick = chance.choice
            out.write(
                f"{child},{pick(last)},{pick(first)},{born:%d/%m/%Y},{age},Female,{pick(legal)},{start:%d/%m/%Y},"
                f"{pick(placement)},{pick(plan)},{pick(achieved)},CIC Team {chance.randrange(1, 13)},"
                f"Worker {chance.randrange(1, 400)},Manager {chance.randrange(1, 9)}\r\n"
            )


def pandas_filters(path):
    """The five cohorts, with a reason a row, in whole columns. Checks nothing but what the filters need."""
    import numpy as np
    import pandas as pd

    begun = time.process_time()
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    day = pd.Timestamp(DAY)
    born = pd.to_datetime(rows["Date of Birth"], format="%d/%m/%Y")
    days = (day - pd.to_datetime(rows["CIC Episode Start Date"], format="%d/%m/%Y")).dt.days
    later = (born.dt.month > day.month) | ((born.dt.month == day.month) & (born.dt.day > day.day))
    age = day.year - born.dt.year - later
    legal = rows["Legal Status"].replace({"s20": "V2", "Full Care Order": "C2"})
    placement = rows["Placement Code"].replace({"1": "P1"})
    plan = rows["Permanence Plan"].replace({"a": "Return to family", "g": "Other"})
    achieved = rows["Was Permanence Achieved"]
    elsewhere = placement.isin(["H5", "K3", "P1", "P2", "R3", "R5", "U1", "U3"])
    excluded = [("care_proceedings", (legal == "C1") & (plan != "")), ("aged_17", age == 17), ("adult", age >= 18)]
    cohorts = [
        [("is_section_20", legal != "V2"), ("under_17", age >= 17), ("twelve_weeks", days < 84)],
        [("is_with_parents", placement != "P1")],
        [("returns_to_family", plan != "Return to family"), ("not_with_family", placement.isin(["P1", "U1", "U3"]))],
        [
            ("is_full_care_order", legal != "C2"),
            ("is_long_term_fostered", placement != "U4"),
            ("permanence_not_achieved", ~achieved.isin(["No", ""])),
        ],
        [
            ("four_weeks", days < 28),
            ("plan_blank_or_other", ~plan.isin(["", "Other"])),
            ("other_plan_by_placement", (plan == "Other") & elsewhere),
        ],
    ]
    reasons = pd.DataFrame({"id": rows["Person ID"]})
    reasons["twice"] = rows["Person ID"].duplicated(keep="last")
    for number, filters in enumerate(cohorts, start=1):
        names, masks = zip(*filters, *excluded)
        found = np.select(masks, range(len(names)), len(names))
        reasons[str(number)] = pd.Categorical.from_codes(found, [*names, "listed"])
    filtered = time.process_time()
    reasons.to_csv(os.devnull, index=False)
    written = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(filtered - begun, written - begun, peak, *[int((reasons[str(n)] == "listed").sum()) for n in range(1, 6)])


def run(command, out=subprocess.PIPE):
    """What a process printed, and what it took: seconds of the processor, seconds on the clock, MiB."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    printed = process.stdout.read() if process.stdout else None
    _, _, used = os.wait4(process.pid, 0)
    return printed, used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / 1024


def count_listed(path):
    """How many each cohort lists. Line by line: what this process holds would count as memory of the next it starts."""
    listed = [0] * 5
    with open(path, "rb") as lines:
        for line in lines:
            for cohort, reason in enumerate(line.rstrip().split(b",")[2:]):
                listed[cohort] += reason == b"listed"
    return listed


def main(sift, path, rows):
    # In a process of its own, for the same reason as in count_listed.
    subprocess.run([sys.executable, __file__, "--write", path, rows], check=True)
    print(f"{rows} rows, {os.path.getsize(path) / 1e6:.0f} MB, five cohorts, a reason a row")
    print(f"{'':10} {'processor':>10} {'clock':>8} {'peak':>8}")
    best = {}
    for _ in range(TURNS):
        with open(path + ".reasons", "wb") as reasons:
            _, used, clock, peak = run([sift, path, DAY.isoformat(), PANEL.isoformat()], reasons)
        print(f"{'engine':10} {used:8.2f} s {clock:6.2f} s {peak:5.1f} MiB  (validated, and written out)")
        best["engine"] = min(best.get("engine", used), used)
        theirs, _, clock, _ = run([sys.executable, __file__, "--pandas", path])
        filtered, written, peak, *found = theirs.split()
        print(f"{'pandas':10} {float(written):8.2f} s {clock:6.2f} s {float(peak):5.0f} MiB  ({float(filtered):.2f} s before writing out)")
        best["pandas"] = min(best.get("pandas", float(written)), float(written))
        best["filtered"] = min(best.get("filtered", float(filtered)), float(filtered))
        assert count_listed(path + ".reasons") == [int(number) for number in found], "both list the same children"
    print(f"pandas takes {best['pandas'] / best['engine']:.1f} x, {best['filtered'] / best['engine']:.1f} x without writing out")


if __name__ == "__main__":
    if sys.argv[1] == "--pandas":
        pandas_filters(sys.argv[2])
    elif sys.argv[1] == "--write":
        write(sys.argv[2], int(sys.argv[3]))
    else:
        main(*sys.argv[1:])
