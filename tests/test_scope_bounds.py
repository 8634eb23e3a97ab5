"""Floor, ceiling and the assumption between them, by theme."""

import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.scope_bounds import ALL, bound_themes, count_by_theme
from vawg_geo.measures.unknown_sex import share_female

pytestmark = pytest.mark.methods(1)


def rows(*themes):
    return pd.DataFrame({"themes": pd.Series(list(themes), dtype="str")})


def test_themes_overlap_and_all_counts_each_once():
    n = count_by_theme(rows("da;violence", "violence", ""))
    assert n.to_dict() == {"": 1, "da": 1, "violence": 2, ALL: 3}
    with pytest.raises(SchemaError, match="themes"):
        count_by_theme(pd.DataFrame({"theme": []}))


def test_bounds_by_hand():
    floor, other = rows("da", "da", "rape"), rows("da", "da")
    table = bound_themes(floor, rows("da", "da", "rape", "da", "da"), other)
    assert table.loc["da", ["floor", "ceiling", "unknown", "other"]].tolist() == [2, 4, 2, 2]
    assert table.loc["da", "at_random"] == 2 + 2 * 2 / 4
    assert table.loc["rape", "share"] == 0
    assert list(table.index)[-1] == ALL
    assert bound_themes(rows(), rows("da"), rows())["at_random"].isna().all()


def test_where_only_sex_decides_they_are_those_of_unknown_sex():
    """Independent: `share_female` gives the same floor, ceiling and point from the sexes themselves."""
    sexes = pd.Series(["F", "F", "M", None, None, "F", "M"])
    table = pd.DataFrame({"themes": ["da", "da;rape", "da", "rape", "da", "rape", "rape"], "victim_sex": sexes})
    mine = bound_themes(table[sexes == "F"], table[(sexes == "F") | sexes.isna()], table[sexes == "M"])
    theirs = share_female(table)
    for name in ("floor", "ceiling", "at_random"):
        assert mine[name].to_dict() == pytest.approx(theirs[name].to_dict())
