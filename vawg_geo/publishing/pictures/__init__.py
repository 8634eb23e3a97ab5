"""
The pictures of the profiles: inline SVG (or an HTML table) from a table, with text for those who cannot see them.

Each `draw_<name>(table, *, title, ..)` has a `describe_<name>(table, ..)`: one to three sentences, figures of the table
only. Import from the module. A picture takes `half=True` for half a page (drawn once); else it is drawn for the page
and for a phone, and pictures.css shows one. `unit` is "count", "share" or "rate". Figures have class "v", ticks "tick",
labels of the table "name", words "t". A table with nothing to draw gives the words "cannot say".

====================================  =================================================================================
module.function                       table, what it is made from; options
====================================  =================================================================================
run.draw_run                          index months; value, centre, low, high, signal (`control_limits`); optional ripe,
                                      note; of, unit, top
hours.draw_hours                      days x hours (`time_grid`, `night_grid`); breaks
concentration.draw_concentration      units, share; optional chance, chance_low, chance_high, marked; units, of, until
funnel.draw_funnel                    index unit; n beside the columns of `funnel_limits`; of, sizes, unit
pyramid.draw_pyramid                  index age band, youngest first; female, male; optional female_population,
                                      male_population, unknown; of, unit, top
matrix.draw_matrix                    threat, space, n, harm; optional state; of. An HTML table
multiples.draw_multiples              index months, a column a theme; unit, ripe (a Series), top, limits (a chart a
                                      column)
incidence.draw_incidence              group, day, incidence, low, high (`outcome_incidence`); optional ripe; of, day,
                                      top
forest.draw_forest                    index area; ratio, low, high (`compare_counts`); optional before, after, told;
                                      periods, span
coverage.draw_coverage                k, share, officer_hours (`measure_coverage`); optional marked; of, top
flow.draw_flow                        step, n; optional out. An HTML list
completeness.draw_completeness        group (month), field, share (`measure_completeness`); breaks
waiting.draw_waiting                  group, hours, open (`survival_curve`); optional low, high; of, hour, until
bars.draw_bars                        index label; value; optional low, high; of, unit, top
fan.draw_fan                          index months; value; expected, low80, high80, low95, high95 (`forecast_count`);
                                      of, top
journey.draw_journey                  index days, a column an outcome (`outcome_incidence`, spread out); of, ripe_day
====================================  =================================================================================
"""
