"""
The reckoner: every metric of the force's entries read once, in the same words wherever it stands.

=====================  ================================================================================================
module                 what it holds
=====================  ================================================================================================
read                   `read_plans` (all metrics, or those named), `name_readings` (by name), `put_readings` (the book's
                       tables tracker_metrics and tracker_series)
words                  `say_metric` (a metric in its own sentence), `check_sentences`
rows                   `metrics_table` (the table people see), `show_metric` (a row), `spark_of` (its small course)
book                   the two tables' columns
tables                 `Sources`: the tables an entry may ask for
=====================  ================================================================================================
"""
