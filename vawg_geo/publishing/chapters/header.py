"""Whose profile it is, of when, cut when, and what stands in it."""

from __future__ import annotations

from vawg_geo.base.periods import span_words
from vawg_geo.publishing.fragment import fill
from vawg_geo.publishing.report.blocks import Made, Section
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.tasking_terms import version
from vawg_geo.publishing.word.document import NOT_INSTALLED, document_name, has_word
from vawg_geo.publishing.words import day_words


def write(study: Study) -> Section:
    """
    Write the masthead.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Without a title of its own.
    """
    force, profile = study.case.force, study.profile
    html = fill(
        "sections/header.html.j2",
        {
            "title": profile.title,
            "force": force.name,
            "period": f"Recorded {span_words(*study.period)}",
            "meeting": "",
            "cut": day_words(study.cut),
            "author": profile.author or force.analyst,
            "status": "Draft",
            "version": version(study.case, profile, study.month),
            "synthetic": force.synthetic,
            "published": force.already_published or profile.published_source,
            "colour": "",
            "gate": "",
            "document": _document(study),
        },
    )
    return Section("header", "", "", (Made(html.html),))


def _document(study: Study) -> dict[str, str]:
    """Name the Word document beside the page, or say why there is none; empty where none is asked for."""
    if not study.written.docx:
        return {}
    return {"name": document_name(study.profile.name)} if has_word() else {"why": NOT_INSTALLED}
