"""Everything that the sources teach is taught here, and what the tags of the notebooks name exists."""

from __future__ import annotations

import coverage_table

WANTED = {f"{number}:{key}" for number, items in coverage_table.wanted().items() for key in items if key != "source"}


def test_nothing_that_the_sources_hold_is_missing():
    assert sorted(WANTED - set(coverage_table.covered())) == []


def test_no_tag_names_what_is_in_no_source():
    assert sorted(set(coverage_table.covered()) - WANTED) == []


def test_the_table_is_up_to_date():
    assert coverage_table.TARGET.read_text(encoding="utf-8") == coverage_table.document(), "run `make coverage`"
