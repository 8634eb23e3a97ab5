"""A written profile's page made from the county without a kernel, once for all workers of a session."""

from pathlib import Path

import nbformat

from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.render import render_notebook
from vawg_geo.publishing.report.report import profile_report
from vawg_geo.publishing.seal import seal

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MONTH = "2022-03"


def page_of(report):
    """The sealed page, cell by cell as the notebook shows it."""
    profile = report.study.profile
    nb = nbformat.read(NOTEBOOKS / f"{profile.notebook}.ipynb", as_version=4)
    for count, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            cell.execution_count = count + 1
            shown = report.show(cell.id) if cell.source.startswith("report.show(") else None
            if shown is not None:
                output = nbformat.v4.new_output("execute_result", shown._repr_mimebundle_(), execution_count=count + 1)
                cell.outputs = [output]
    return seal(
        render_notebook(
            nb, title=profile.title, marking=profile.marking.internal, handling=profile.marking.handling,
            layout="report",
        )
    )  # fmt: skip


def made_profile(shared, case, name="vawg_full"):
    """html, tables, keys, sections and profile of a product on the county; read, never change."""

    def make():
        report = profile_report(case, profile=read_profile(name), month=MONTH)
        html = page_of(report)
        book = report.study.book
        keys = {table: list(entry.key) for table, entry in book.entries.items()}
        return {"html": html, "tables": book.tables(), "keys": keys, "sections": report.sections,
                "profile": report.study.profile}  # fmt: skip

    return shared(f"profile-{name}", make)
