"""A partnership pack as it is counted: every table before anything is hidden."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vawg_geo.publishing.partner import offences, services
from vawg_geo.publishing.partner.cells import PackTable
from vawg_geo.publishing.report.study import Study


@dataclass(frozen=True)
class Pack:
    """The tables of one edition; the first is that of offences, on which others are anchored."""

    tables: tuple[PackTable, ...]


def count_pack(study: Study) -> Pack:
    """
    Count everything a partnership board is shown.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    pack
        A table that cannot be made says why; none is left out.
    """
    if study.profile.written is None or not study.written.themes:
        whole = study
    else:
        every = replace(study.profile, written=replace(study.written, themes=()))
        whole = Study(study.case, every, study.month)
    rows = whole.rows.join(offences.kinds_of(whole.rows))
    counts = (
        offences.count_sexual, offences.count_risk, offences.count_outcomes, offences.count_journeys,
        offences.count_known, offences.count_ethnicity, offences.count_disability,
    )  # fmt: skip
    return Pack(
        (
            offences.count_offences(whole, rows),
            *(count(whole, rows) for count in counts),
            services.count_referrals(study),
            services.count_support(study),
            *services.count_order_steps(study),
            services.count_audit(study),
            services.count_satisfied(study),
            services.count_panel(study),
        )
    )
