"""Every sentence of the catalogue: what it may say, when it may say it, and that what must never be said cannot be."""

import re
import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.watch_list import _NOTES
from vawg_geo.publishing.report import sentences
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.forms import FORMS, LEAST_BASE, show
from vawg_geo.publishing.report.report import known_chapters
from vawg_geo.publishing.report.sentences import FIXED, Template, catalogue, say
from vawg_geo.publishing.words import PERCENT_BASE, SHARE_BASE, never_words

pytestmark = pytest.mark.methods("13")
CHAPTERS = sorted(path.stem for path in sentences.HERE.glob("*.toml"))
TEMPLATES = {f"{chapter}.{name}": t for chapter in CHAPTERS for name, t in catalogue(chapter).items()}
_DIGITS = re.compile(r"(?<![\w.])\d[\d,.]*(?<![.,])")


def fields(text):
    return [(field, spec or "") for _, field, spec, _ in string.Formatter().parse(text) if field is not None]


def words(text, *, hole=""):
    """A template's own words, with something in place of each field."""
    return "".join(piece + (hole if name is not None else "") for piece, name, *_ in string.Formatter().parse(text))


def cell(value, form="count", *, n=None, low=None, high=None):
    return Cell("made", "row", "column", value, form, n, low, high)


def given_for(template, value):
    """Every field of a template as a cell of one value; a base as large as the value."""
    names = {name for text in (template.text, template.otherwise) for name, _ in fields(text)} | set(template.needs)
    return {name: cell(value) for name in names}


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(8, "8"), (3.24, "3.2"), (26.4, "26"), (1, "1"), (0, "0"), (1.04, "1.04"), (0.998, "0.998"), (0.03, "0.03")],
)
def test_a_ratio_is_neither_none_nor_the_same_unless_it_is(ratio, text):
    assert FORMS["times"](ratio) == text


def test_every_file_is_a_chapters_own():
    named = set(known_chapters()) | {"common", "partner"}  # the partners' page is written from a release
    assert [chapter for chapter in CHAPTERS if chapter not in named] == []


def failing(check):
    """The templates that a check does not hold for."""
    return [name for name, template in TEMPLATES.items() if not all(check(t) for t in texts(template))]


def texts(template):
    return [text for text in (template.text, template.otherwise) if text]


def test_no_template_holds_a_number_but_names():
    assert failing(lambda text: set(_DIGITS.findall(words(text))) <= FIXED) == []


def test_no_template_says_what_is_never_said():
    assert failing(lambda text: never_words(words(text)) == []) == []
    assert failing(lambda text: not re.search(r"watch-list.*hot[ -]?spot|hot[ -]?spot.*watch-list", text)) == []
    assert failing(lambda text: not re.search(r"month[- ]on[- ]month", text, re.IGNORECASE)) == []


def test_fields_and_audiences_have_names():
    assert failing(lambda text: all(field.isidentifier() for field, _ in fields(text))) == []
    audiences = {"internal", "partner", "public"}
    assert [name for name, t in TEMPLATES.items() if not set(t.never_for) <= audiences] == []


def test_templates_read_as_sentences():
    ugly = re.compile(r"  |\s[,.;:)]|[.]{2}|[(]\s|^\s|\s$")
    assert failing(lambda text: not ugly.search(words(text, hole="x"))) == []


def test_guards_work_both_ways():
    wrong = []
    for name, template in TEMPLATES.items():
        audience = next(one for one in ("internal", "partner", "public") if one not in template.never_for)
        whole = given_for(template, 10_000)
        enough = say(name, audience=audience, fields=whole)
        right = enough is not None and enough.short == ()
        for field, least in template.needs.items():
            for value in (np.nan, least - 1):
                short = say(name, audience=audience, fields=whole | {field: cell(10_000, n=value)})
                right &= (short is None) == (template.otherwise == "")
                right &= short is None or short.short == (field,)
        wrong += [] if right else [name]
    assert wrong == []


@given(st.integers(0, 3_000))
def test_one_and_many(n):
    text = say_made("{n:offence} {n:?was|were} recorded; {n:child|children}.", n=cell(n))
    noun, verb, young = ("offence", "was", "child") if n == 1 else ("offences", "were", "children")
    assert text == f"{n:,} {noun} {verb} recorded; {n:,} {young}."


@given(st.floats(0, 1e7, allow_nan=False), st.sampled_from(["count", "number1", "number2"]))
def test_rounding_is_within_half_a_digit(value, form):
    places = {"count": 0, "number1": 1, "number2": 2}[form]
    assert abs(float(show(value, form).replace(",", "")) - value) <= 0.5 * 10**-places + 1e-6 * value


@given(st.floats(0, 1))
def test_a_chance_is_never_a_certainty_and_carries_its_number(value):
    text = show(value, "chance")
    assert re.fullmatch(r"[a-z ]+ \((?:over 99%|under 1%|\d{1,2}%)\)", text)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_what_is_not_known_is_not_printed(form):
    assert show(np.nan, form) == "cannot say"
    assert show(pd.NA, form) == "hidden"
    with pytest.raises(SchemaError, match="no form"):
        show(1, "no such form")


def say_made(text, *, otherwise="", needs=None, audience="internal", **given):
    """What a template of one's own would say."""
    made = {"made": Template(text, needs or {}, otherwise)}
    original = sentences.catalogue
    sentences.catalogue = lambda chapter: made
    try:
        said = say("own.made", audience=audience, fields=given)
    finally:
        sentences.catalogue = original
    return said.text if said else None


@given(st.integers(0, PERCENT_BASE - 1), st.floats(-1, 5))
def test_a_percentage_change_on_a_small_base_cannot_be_said(base, change):
    text = "Reports: {change}."
    assert say_made(text, change=cell(change, "change", n=base)) is None
    assert say_made(text, otherwise="Too few.", change=cell(change, "change", n=base)) == "Too few."
    assert say_made(text, otherwise=text, change=cell(change, "change", n=base)) is None
    said = say_made(text, change=cell(change, "change", n=PERCENT_BASE))
    assert said.endswith(("more.", "fewer.", "unchanged."))
    with pytest.raises(SchemaError, match="without its base"):
        say_made(text, change=cell(change, "change"))


@given(st.integers(0, SHARE_BASE - 1), st.sampled_from(sorted(set(LEAST_BASE) - {"change"})))
def test_a_share_of_a_few_cannot_be_said(base, form):
    assert say_made("Share: {s}.", s=cell(0.5, form, n=base)) is None
    assert say_made("Share: {s}.", s=cell(0.5, form, n=SHARE_BASE)) is not None


@pytest.mark.parametrize(
    "text",
    ["An offender was seen.", "The operation prevented harm.", "A surge in {n}.", "A spike.", "prevalence of abuse",
     "Significant at {n}.", "She put herself at risk.", "from 12 to 24 (100% more)"],
)  # fmt: skip
def test_what_is_never_said_cannot_be(text):
    with pytest.raises(SchemaError, match="never said"):
        say_made(text, n=cell(5))
    with pytest.raises(SchemaError, match="never said"):
        say_made("{word}", word=cell(text.replace("{n}", ""), "text"))


def test_what_a_call_must_give():
    with pytest.raises(SchemaError, match="no sentence"):
        say("common.nothing_of_that_name", fields={})
    with pytest.raises(SchemaError, match="words with a figure"):
        say_made("{n}", n="12 of them")
    with pytest.raises(SchemaError, match="asks for the field"):
        say_made("{n}")
    with pytest.raises(SchemaError, match="give a cell"):
        say_made("{n}", needs={"n": 5}, n="many")
    public = next((name for name, t in TEMPLATES.items() if "public" in t.never_for), None)
    if public:
        with pytest.raises(SchemaError, match="must not stand"):
            say(public, audience="public", fields=given_for(TEMPLATES[public], 10_000))


def told(name, **given):
    said = say(name, fields=given)
    return said.text if said else None


def test_the_worked_sentences_level():
    """PRODUCTS 4.6, first."""
    first, last = cell("2021-04-01", "day"), cell("2022-03-31", "day")
    assert told("demand.in_scope", first=first, last=last, n=cell(1148), ceiling=cell(1402)).startswith(
        "Between 1 April 2021 and 31 March 2022, 1,148 offences were recorded in scope (up to 1,402 if every victim"
    )
    verdict = cell("no change we can distinguish from chance", "text")
    inside = told("demand.expected", place="within", low=cell(1020), high=cell(1260), verdict=verdict)
    assert "within the range expected" in inside
    assert inside.endswith("(1,020 to 1,260): no change we can distinguish from chance.")
    assert "cannot say" in told("demand.expected", place="", low=cell(np.nan), high=cell(np.nan), verdict=verdict)


def test_the_worked_sentences_places():
    """PRODUCTS 4.6, second and third."""
    place = cell("Market Square", "text")
    given = {"place": place, "p": cell(0.86, "chance"), "top": cell(10), "low": cell(1), "high": cell(4), "n": cell(31)}
    assert told("geography.first_place", **given) == (
        "By night in public, Market Square is highly likely (86%) to be among the 10 places with most harm (31 "
        "offences in twelve months); its rank lies between 1 and 4."
    )
    assert told("geography.no_single") == "No single offence makes half its harm."
    one = pd.Series({"place": "Park Street", "largest_share": 1.0, "n12": 1})
    assert _NOTES["single event"](one) == (
        "Park Street: one offence is 100 % of 12 months' harm (1 offence in all). One event is not a pattern; for "
        "review, not patrol."
    )


def test_the_worked_sentences_change():
    """PRODUCTS 4.6, fourth: from a to b, never a percentage on five."""
    given = {"what": "Notices", "done": "issued", "before": cell(5), "after": cell(40)}
    ends = {"low": cell(3.2, "times"), "high": cell(26.04, "times")}
    said = told("common.times_as_many", **given, ratio=cell(8.0, "times"), **ends)
    assert said == "Notices issued rose from 5 to 40, 8 times as many (95% interval 3.2 to 26 times)."
    assert told("common.issued") == "Issued is not the same as complied with."
    small = {name: cell(7.0, "change", n=5) for name in ("change", "change_low", "change_high")}
    assert told("common.percent_change", **given, **small) == ("Notices issued went from 5 to 40.")
    large = given | {"before": cell(200), "after": cell(230)}
    shares = {"change": 0.15, "change_low": 0.02, "change_high": 0.3}
    said = told("common.percent_change", **large, **{name: cell(v, "change", n=200) for name, v in shares.items()})
    assert said == "Notices issued went from 200 to 230: 15% more (95% interval 2% more to 30% more)."


def test_the_worked_sentences_operation_and_rank():
    """PRODUCTS 4.6, fifth and sixth."""
    names = {t.text: name for name, t in TEMPLATES.items()}
    few = next(name for text, name in names.items() if "too few to tell whether {operation}" in text)
    given = {name: cell(4) for name, _ in fields(TEMPLATES[few].text)} | {"operation": cell("Operation Armour", "text")}
    assert told(few, **given).startswith("4 nights are too few to tell whether Operation Armour changed recorded")
    rank = {"what": "Prosecution possible", "share": cell(0.091, "percent1", n=900), "n": cell(900), "rank": cell(10),
            "forces": cell(41), "low": cell(4), "high": cell(20)}  # fmt: skip
    said = told("performance.rank", **rank)
    assert "9.1%" in said
    assert "rank 10 of 41" in said
    assert said.endswith("anywhere from 4 to 20.")
    assert told("performance.rank", **rank | {"share": cell(0.5, "percent", n=8), "n": cell(8)}) == (
        "Prosecution possible: too few crimes here for a rank."
    )
