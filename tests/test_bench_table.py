"""The figures in autograder/README.md: one subject can be measured again without the others."""

import pytest

from bench import table
from bench.table import BEGIN, END, Row, Section, write_into


@pytest.fixture
def readme(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    write_into(page, [Section("A", [Row("one", {"ms": 1.0})]), Section("B", [Row("two", {"ms": 2.0})])])
    return page


def test_a_table_that_is_measured_again_takes_its_own_place(readme):
    write_into(readme, [Section("A", [Row("one", {"ms": 3.0})])])
    text = readme.read_text(encoding="utf-8")
    assert text.index("| one | 3.00 |") < text.index("| two | 2.00 |")
    assert "1.00" not in text
    assert (text.startswith(f"before\n{BEGIN}\nMeasured by"), text.endswith(f"{END}\nafter\n")) == (True, True)


def test_figures_of_another_machine_do_not_stay(readme, monkeypatch):
    monkeypatch.setattr(table, "machine", lambda: "another machine")
    write_into(readme, [Section("A", [Row("one", {"ms": 3.0})])])
    text = readme.read_text(encoding="utf-8")
    assert "another machine" in text
    assert "**B**" not in text
