"""The page that lists a month: plain at a glance what is well and what is not."""

import io
import re

import pytest
from pypdf import PdfReader
from tasking_made import MARCH, PROBES

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month
from vawg_geo.publishing.month_index import Listed, month_index

DONE = Listed("Night-time", "nte/index.html", "Draft, edition 1", "41 & more", "OFFICIAL", "amber", "2022-04-05")
FAILED = Listed("Open data", trouble="Failed", why="no key")


def page(*products, **options):
    return month_index(products, force="Fenshire", month=MARCH, marking="OFFICIAL", **options)


def test_the_month_lists_what_is_done_and_what_failed():
    html = page(DONE, FAILED, synthetic=True)
    assert '<a href="nte/index.html">Night-time</a>' in html
    assert "41 &amp; more" in html
    assert "Draft, edition 1 · data cut 5 April 2022 · OFFICIAL · data gate: amber" in html
    assert "<strong>Failed.</strong> no key" in html
    assert "2 products, <strong>1 failed</strong>" in html
    assert html.count('class="failed"') == 1
    assert "invented county" in html


def test_the_months_that_are_missing_are_named():
    assert "Missing" not in page(DONE)
    one = page(DONE, missing=[Month(2022, 4)])
    assert "<strong>Missing.</strong>" in one
    assert "for April 2022." in one
    assert "for April 2022 to June 2022." in page(DONE, missing=[Month(2022, 4), Month(2022, 5), Month(2022, 6)])


def test_products_stand_under_the_heading_of_their_family():
    listed = [Listed("Z", family="governance"), Listed("Y", family="tasking"), Listed("X"), Listed("W", family="own")]
    html = page(*listed)
    heads = re.findall(r"<h[23][^>]*>([^<]+)</h[23]>", html)
    assert heads == ["Tasking and operations", "Y", "Tracker, returns and reviews", "Z", "Other", "X", "W"]
    assert "Tasking" not in page(Listed("Y", family="tasking"))  # one family alone needs no heading


def test_an_empty_month_says_so():
    assert "No product was made" in page()


@pytest.mark.parametrize("probe", PROBES)
def test_text_is_only_text(probe):
    html = month_index([Listed(probe, trouble=probe, why=probe)], force=probe, month=MARCH, marking="M")
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.browser
def test_every_printed_side_carries_the_marking(browser):
    printed = browser.new_page()
    printed.set_content(month_index([DONE] * 60, force="Fenshire", month=MARCH, marking="OFFICIAL-SENSITIVE"))
    sides = PdfReader(io.BytesIO(printed.pdf(prefer_css_page_size=True))).pages
    assert len(sides) > 1
    assert all(side.extract_text().count("OFFICIAL-SENSITIVE") == 2 for side in sides)
    printed.close()


def test_no_marking_no_page():
    with pytest.raises(DisclosureError):
        month_index([], force="F", month=MARCH, marking="")
