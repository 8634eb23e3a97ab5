"""
Problem profiles of violence against women and girls, from incidents to a tasking page.

Every public name is here, flat: `import vawg_geo as vg`. Names load when first used, so that the import is quick.
"""

from __future__ import annotations

from importlib import import_module

_FACE = {
    "sources.incidents": ("read_incidents",),
    "sources.areas": ("read_areas",),
    "sources.outcomes": ("read_outcomes",),
    "sources.placing": ("assign_areas",),
    "sources.case": ("load_case",),
    "base.profile": ("read_profile",),
    "base.force": ("read_force",),
    "measures.counts": ("count_incidents",),
    "measures.harm": ("weigh_harm",),
    "measures.nights": ("night_of", "aoristic_hours", "window_weight"),
    "measures.peak": ("find_peak_window",),
    "measures.rates": ("smooth_rates", "rate_intervals", "share_intervals"),
    "measures.ranking": ("score_harm", "score_ranks"),
    "measures.gistar": ("score_gistar",),
    "measures.moran": ("score_local_moran",),
    "measures.emerging": ("classify_emerging",),
    "measures.concentration": ("measure_concentration",),
    "measures.density": ("density_surface",),
    "measures.surface_change": ("compare_surfaces",),
    "measures.grids": ("assign_cells", "count_cells"),
    "measures.clusters": ("assign_clusters",),
    "measures.place_features": ("measure_places",),
    "measures.risk_factors": ("score_risk_factors",),
    "measures.prioritise": ("score_priorities",),
    "measures.comparators": ("score_forces", "compare_ranks"),
    "measures.fear": ("classify_fear",),
    "measures.near_repeat": ("score_near_repeat", "near_repeat_chains"),
    "measures.change": ("compare_counts",),
    "measures.capture": ("score_capture",),
    "measures.charts": ("control_limits",),
    "measures.forecast": ("forecast_count",),
    "measures.operations": ("evaluate_operation", "evaluate_operation_harm", "detectable_effect"),
    "measures.dispositions": ("outcome_incidence",),
    "measures.outcome_cohorts": ("count_cohort_outcomes", "count_assigned_outcomes"),
    "measures.survival": ("score_waiting",),
    "measures.nowcast": ("nowcast_counts", "review_nowcasts"),
    "measures.funnels": ("funnel_limits",),
    "measures.rare_events": ("rare_event_limits",),
    "measures.repeats": ("score_repeats", "find_dyads"),
    "measures.suspects": ("find_suspects",),
    "measures.repeat_windows": ("count_repeats",),
    "measures.registered": ("count_registered",),
    "measures.people_concentration": ("measure_people",),
    "measures.unknown_sex": ("share_female",),
    "measures.completeness": ("measure_completeness", "draw_audit", "audit_interval"),
    "measures.time_grids": ("time_grid",),
    "measures.hotspots": ("find_hotspots",),
    "measures.recorded": ("find_recorded",),
    "measures.periods_compared": ("compare_periods",),
    "publishing.attack": ("attack_tables",),
    "publishing.disclosure": ("suppress_small",),
    "publishing.maps": ("map_areas", "map_hotspots"),
    "publishing.offline": ("write_offline",),
    "publishing.notebook": ("notebook",),
    "publishing.tasking": ("tasking_page",),
    "publishing.release": ("make_releases", "write_released"),
    "publishing.shared_page": ("shared_page",),
    "publishing.open_page": ("open_page",),
    "publishing.compare_page": ("compare_page",),
    "publishing.suspects_page": ("suspects_page",),
    "publishing.report.report": ("profile_report",),
    "runs.run": ("run_profile",),
}
_HOME = {name: module for module, names in _FACE.items() for name in names}
__all__ = sorted(_HOME)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(_no_such(name))
    return getattr(import_module(f"vawg_geo.{_HOME[name]}"), name)


def _no_such(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, __all__)
    meant = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(__all__)}"
    return f"vawg_geo has no {name!r}; {meant}"


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


__version__ = "0.1.0"
