"""A small made-up release for the tests of the partner's and the public's page."""

from dataclasses import replace

import pandas as pd
from tasking_made import MARCH, made_areas, made_case

from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.disclosure import RULES
from vawg_geo.publishing.release import Release
from vawg_geo.publishing.release_cells import KINDS, TOTAL, WHOLE, period_words
from vawg_geo.publishing.shared_page import shared_page

PERIOD = "2021-04..2022-03"
YEARS = ("2019-04..2020-03", "2020-04..2021-03", PERIOD)
PROFILE = replace(read_profile("nte_monthly"), audiences=("internal", "partner", "public"))
SECTIONS = {
    "partner": ("header", "summary", "map", "table", "listed", "doing", "told", "limits", "method", "figures"),
    "public": ("header", "summary", "map", "table", "doing", "told", "help", "limits", "method"),
}


def counted(*numbers):
    return pd.array([pd.NA if n is None else n for n in numbers], dtype="Int64")


def made_areas_of_two_districts():
    areas = made_areas()
    return areas.assign(district=["Alderwick" if i % 2 else "Isle of Thole" for i in range(len(areas))])


def made_release(audience="partner", *, areas=None, years=(1060, 1047, 1142), inner=None, **changes):
    """Sixty areas, of which five are shown; two districts, one with hidden kinds."""
    areas = made_areas_of_two_districts() if areas is None else areas
    public = audience == "public"
    columns = [TOTAL] if public else [*KINDS, TOTAL]
    lines = inner or (
        [(660,), (30,), (690,)] if public else [(388, 94, 178, 660), (16, None, None, 34), (404, None, None, 694)]
    )
    districts = pd.DataFrame(
        lines, index=pd.Index(["Alderwick", "Isle of Thole", WHOLE], name="district"), columns=columns
    )
    tables = {
        "districts": districts.astype("Int64"),
        "years": pd.DataFrame({"n": counted(*years)}, index=pd.Index([period_words(p) for p in YEARS], name="year")),
    }
    if not public:
        shown = areas[["alias", "district"]].rename(columns={"alias": "place"})
        tables["areas"] = shown.assign(n=counted(142, 112, 17, 9, 5, *[None] * (len(areas) - 5)))
        tables["places"] = (
            tables["areas"]
            .head(3)
            .assign(
                number=[1, 2, 4], tier=["A", "A", "B"], peak_text=["Sat 00:00-02:30", "all nights 22:30-01:30", ""]
            )[["number", "place", "district", "tier", "n", "peak_text"]]
        )
    notes = ("Every number under 5 is hidden, and so is every number that would give one away.",)
    made = Release(audience, RULES[audience], PERIOD, "LSOA, 12 months", tables, pd.DataFrame(), notes)
    return replace(made, **changes)


def made_shared(audience="partner", *, release=None, case=None, profile=PROFILE):
    areas = made_areas_of_two_districts()
    case = made_case(areas) if case is None else case
    return shared_page(release or made_release(audience), case, profile=profile, month=MARCH)


def made_shared_html(page):
    """Render an audience's page as its notebook cells would be, without a kernel."""
    import nbformat

    from vawg_geo.publishing.render import render_notebook
    from vawg_geo.publishing.seal import seal

    audience = page.release.audience
    cells = []
    for name in SECTIONS[audience]:
        fragment = getattr(page, name)()
        if fragment is None:
            continue
        cell = nbformat.v4.new_code_cell(f"{audience}.{name}()", id=f"{audience}-{name}", execution_count=1)
        cell.metadata["tags"] = [audience, *(["back"] if (audience, name) == ("partner", "method") else [])]
        shown = fragment._repr_mimebundle_()
        cell.outputs = [nbformat.v4.new_output("execute_result", shown, execution_count=1)]
        cells.append(cell)
    marking = page.profile.marking
    return seal(
        render_notebook(
            nbformat.v4.new_notebook(cells=cells),
            title=page.profile.title,
            marking=getattr(marking, audience),
            handling=marking.handling_for(audience),
            audience=audience,
        )
    )
