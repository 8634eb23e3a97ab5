"""The list of the page's sections."""

from __future__ import annotations

from collections.abc import Mapping

from vawg_geo.publishing.fragment import fill
from vawg_geo.publishing.report.blocks import Made, Section
from vawg_geo.publishing.report.study import Study


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write the list of sections.

    Parameters
    ----------
    study
        The profile under study.
    done
        Every other section.

    Returns
    -------
    section
        A link a section, in the order of the page.
    """
    titled = [done[name] for name in study.written.sections if name in done and done[name].title]
    listed = fill("report/contents.html.j2", {"sections": [s for s in titled if s.name != "summary"]})
    return Section("contents", "", "", (Made(listed.html),))
