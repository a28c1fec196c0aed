"""The agenda that the running suite exports is opened by a program that is not ours, and says what its reads say."""

import datetime
import io
import time

import openpyxl
import pytest

from permanence.panels.v1 import agenda_calls_pb2 as calls
from permanence.panels.v1 import export_pb2 as export
from permanence.panels.v1 import panel_service_pb2_grpc

PATIENCE = 30.0
COLUMNS = "ABCDEFGHIJKLM"


@pytest.fixture(scope="module")
def bea(suite, council):
    """Business Support, with the calls of panels."""
    person = council.person("bea.lang")
    return panel_service_pb2_grpc.PanelServiceStub(suite.channel), person.call


@pytest.fixture(scope="module")
def agenda(bea):
    """The agenda that is drawn while the suite comes up."""
    panels, call = bea
    patience = time.monotonic() + PATIENCE
    while True:
        agendas = panels.ListAgendas(calls.ListAgendasRequest(), **call).agendas
        if agendas:
            return agendas[0]
        assert time.monotonic() < patience, "no agenda was drawn"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def book(bea, agenda):
    panels, call = bea
    message = calls.ExportAgendaRequest(agenda_id=agenda.agenda_id, format=export.EXPORT_FORMAT_XLSX)
    parts = list(panels.ExportAgenda(message, **call))
    assert parts[0].file.file_name.endswith(".xlsx")
    pieces = b"".join(part.piece for part in parts[1:])
    assert len(pieces) == parts[0].file.byte_count
    return openpyxl.load_workbook(io.BytesIO(pieces))


@pytest.fixture(scope="module")
def items(bea, agenda):
    panels, call = bea
    return panels.GetAgenda(calls.GetAgendaRequest(agenda_id=agenda.agenda_id, page_size=500), **call).items


@pytest.fixture(scope="module")
def off(bea, agenda):
    panels, call = bea
    message = calls.GetAgendaRequest(agenda_id=agenda.agenda_id, part=calls.AGENDA_PART_NOT_LISTED, page_size=500)
    return panels.GetAgenda(message, **call).not_listed


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_there_is_a_sheet_for_everybody_for_each_service_manager_and_for_who_is_not_listed(book, items):
    people = {item.service_manager or "Business Support" for item in items}
    assert len(people) > 1
    assert book.sheetnames == ["All", *sorted(people), "Not listed"]
    for person in people:
        expected = [item.child_id for item in items if (item.service_manager or "Business Support") == person]
        assert sorted(row[3] for row in rows(book[person])) == sorted(expected)


def test_its_values_and_dates_are_those_of_the_agenda(book, items):
    found = {row[3]: row for row in rows(book["All"])}
    assert len(found) == len(items) == book["All"].max_row - 1
    for item in items:
        row = found[item.child_id]
        born = datetime.datetime.fromisoformat(item.date_of_birth)
        assert row[:9] == [
            item.service_manager or None, item.surname, item.first_name, item.child_id, born, item.age, item.gender,
            item.team or None, item.social_worker or None,
        ]  # fmt: skip
        why = next(tested for tested in item.why if tested.key == "is_section_20")
        assert f"legal status: {why.saw[0].value}" in row[9].splitlines()
    date = book["All"]["E2"]
    assert date.is_date and date.number_format == "dd/mm/yyyy"


def test_who_is_not_listed_is_there_with_the_filter_in_the_guidances_words(book, agenda, off):
    labels = {filter.key: filter.label for filter in agenda.filters}
    sheet = book["Not listed"]
    by = [cell.value for cell in sheet[1]].index("Taken off by")
    found = {row[0]: row[by] for row in rows(sheet)}
    assert found == {child.child_id: labels[child.off.key] for child in off}


def test_each_sheet_is_frozen_filtered_wide_enough_and_ready_to_print_and_no_cell_runs(book):
    for sheet in book:
        last = openpyxl.utils.get_column_letter(sheet.max_column)
        assert sheet.freeze_panes == "A2", sheet.title
        assert sheet.auto_filter.ref == f"A1:{last}{sheet.max_row}"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
        assert int(sheet.page_setup.paperSize) == int(sheet.PAPERSIZE_A4)
        for number in range(1, sheet.max_column + 1):
            assert sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width > 4
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    assert [cell.column_letter for cell in book["All"][1]] == list(COLUMNS)
