"""Real runs on the county that are made to leak, one way each: refused whole, and told without the value (L1-L8)."""
# ruff: noqa: E501 - a leak a line reads better than one wrapped
# ruff: noqa: ERA001, ISC004 - the comments name cases; cells are written in pieces

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import islice

import pytest
from trouble import FINISH, PAGE, write_notebook

from vawg_geo.base.errors import VawgGeoError
from vawg_geo.base.force import read_force
from vawg_geo.runs.county.canaries import ADDRESS, CANARIES, NAME, SECRET
from vawg_geo.runs.editions import sign
from vawg_geo.runs.run import run_profile
from vawg_geo.runs.scan import guard, scan_folder, scan_text, with_records
from vawg_geo.sources.case import load_case

READ = """from markupsafe import Markup
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.sources.case import load_case
import pathlib
import pandas as pd
case = load_case(force)
tables = pathlib.Path(out, "tables")
tables.mkdir()
shown = lambda text: Fragment(Markup("<p>%s</p>") % text)"""
END = FINISH.replace(".mkdir()", ".mkdir(exist_ok=True)").replace(
    '"chosen"', '"cut": str(case.cut), "key_id": case.key_id, "chosen"'
)
PROFILE = 'name = "leaky"\ntitle = "A product"\nquestion = "Does it leak?"\nnotebook = "leaky"\n'
MONTH = "2016-04"  # the first in the extract
TARGET = f"fenshire/{MONTH}/leaky"


@pytest.fixture(scope="module")
def force(county, tmp_path_factory):
    """The county's first rows and nothing beside them: a force that is read in a moment."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(county / "boundaries", folder / "boundaries")
    (folder / "extracts").mkdir()
    with (county / "extracts" / "incidents.csv").open("rb") as file:
        (folder / "extracts" / "incidents.csv").write_bytes(b"".join(islice(file, 800)))
    text = (county / "force.toml").read_text("utf-8").partition("[tables]")[0]
    for name in ("aliases", "curation", "default_points"):
        text = text.replace(f'{name} = "{name}.csv"\n', "")
    (folder / "force.toml").write_text(text, "utf-8")
    load_case(folder / "force.toml")
    return folder / "force.toml"


@pytest.fixture
def world(force, tmp_path):
    """What `run_profile` takes; the notebook reads the force as a product's does."""
    (tmp_path / "leaky.toml").write_text(PROFILE)
    return {"profile": tmp_path / "leaky.toml", "force": force, "month": MONTH, "out_dir": tmp_path / "out"}


def run(world, *cells, end=END):
    write_notebook(world["profile"].with_suffix(".ipynb"), READ, *cells, PAGE, end)
    return run_profile(**world)


def told(world):
    """Everything that stands after a run: by name, as text."""
    files = [path for path in world["out_dir"].rglob("*") if path.is_file()]
    return {
        path.relative_to(world["out_dir"]).as_posix(): path.read_bytes().decode("utf-8", "replace") for path in files
    }


@pytest.fixture(scope="module")
def guarded(force):
    whose = read_force(force)
    return with_records(guard(whose), whose, cut=date(2022, 4, 5))


def test_an_honest_run_passes_and_leaves_nothing_else(world, guarded):
    run(world, "print(case.incidents)", "import sys; print(case.incidents, file=sys.stderr)", f"# {NAME}\ncase;")
    assert set(told(world)) == {
        "fenshire/access.log", f"fenshire/{MONTH}/index.html", f"fenshire/{MONTH}/run.log", f"{TARGET}/END",
        f"{TARGET}/index.html", f"{TARGET}/manifest.json", f"{TARGET}/tables/months.csv",
    }  # fmt: skip
    assert (
        scan_folder(world["out_dir"], replace(guarded, words=tuple(w for w in guarded.words if "/" not in w[0][:1])))
        == 7
    )
    for name, text in told(world).items():
        scan_text(text, guarded, what=name)
        assert "Traceback" not in text


QUICK = (
    "GeoJSON",
    "own table",
    "heat layer",
    "display",
    "error of pandas",
    "secret",
    "path",
)  # one a case; L6 is below
LEAKS = {
    # L1: what stands in a page's source
    "attribute": ("L1", "Fragment(Markup('<p data-who=\"%s\">x</p>') % 'Wilhelmina  Canary-Fenwick')", "index.html holds a word"),
    "comment": ("L1", "Fragment(Markup('<!-- %s --><p>x</p>' % case.incidents.index[0]))", "index.html holds a pseudonym"),
    "block": ("L1", "from vawg_geo.publishing.map_element import escape_json\n"
              "Fragment(Markup('<script type=\"application/json\">' + escape_json({'rows': ['99 CANARY ROW, Marlham']}) + '</script>'))", "index.html holds a word"),
    "map key": ("L1", "from vawg_geo.publishing.maps import map_areas\nfrom vawg_geo.publishing.map_element import AreaMap, element_of\nimport json\n"
                "made = map_areas(case.areas[['km2']], case.areas, column='km2', title='t')\n"
                "AreaMap(json.loads(element_of(made).block_text) | {'incidents': list(case.incidents.index)});", "1 in map"),
    "GeoJSON": ("L1", "import folium\nfrom vawg_geo.publishing.map_render import map_fragment\nmade = folium.Map([52, 0], tiles=None, max_zoom=18)\n"
                "listed = case.areas[['name', 'geometry']].head(2).assign(victim=case.incidents['victim'].dropna().iloc[0])\n"
                "folium.GeoJson(listed.to_crs(4326)).add_to(made)\nmap_fragment(made)", "index.html holds a pseudonym"),
    "crime number": ("L1", "raw = pd.read_csv(pathlib.Path(force).parent / 'extracts/incidents.csv', dtype=str, nrows=9)\n"
                     "shown('see ' + raw['crime_number'][5])", "index.html holds the identifier of a record"),
    "person": ("L1", "raw = pd.read_csv(pathlib.Path(force).parent / 'extracts/incidents.csv', dtype=str, nrows=99)\n"
               "shown(raw['victim_id'].dropna().iloc[3] + ', again')", "index.html holds the identifier of a record"),
    # L2: what stands in a table
    "leftover column": ("L2", "from vawg_geo.publishing.exports import write_csv\nn = case.incidents.groupby('area').agg(n=('harm', 'size'), victim=('victim', 'first'))\n"
                        "write_csv(n.reset_index(), tables / 'areas.csv', allowed=('area', 'n'), marking='M');", "victim"),
    "own table": ("L2", "case.incidents[['area', 'victim']].head().to_csv(tables / 'areas.csv', index=False)", "tables/areas.csv holds a pseudonym"),
    "own book": ("L2", "case.people.head().to_excel(pathlib.Path(out, 'tables.xlsx'))", "tables.xlsx holds a pseudonym"),
    "own layer": ("L2", "case.areas.head(2).assign(who=case.incidents.index[0]).to_file(pathlib.Path(out, 'hotspots.gpkg'))", "hotspots.gpkg holds a pseudonym"),
    "own file": ("L2", "case.incidents.drop(columns='geometry').head().to_parquet(tables / 'x.parquet')", "no product may hold"),
    "notebook": ("L2", "pathlib.Path(out, 'copy.ipynb').write_text('{}')", "no product may hold"),
    # L3: points under a layer
    "heat layer": ("L3", "import folium\nfrom folium.plugins import HeatMap\nfrom vawg_geo.publishing.map_render import map_fragment\n"
                   "made = folium.Map([52, 0], tiles=None, max_zoom=18)\npoints = case.incidents[case.incidents['place_type'] == 'dwelling'].to_crs(4326).geometry.dropna().head(9)\n"
                   "HeatMap([[p.y, p.x] for p in points]).add_to(made)\nmap_fragment(made)", "index.html holds the exact position of a record"),
    "points": ("L3", "case.incidents[case.incidents['place_type'] == 'dwelling'][['geometry']].dropna().head().reset_index(drop=True).to_file(pathlib.Path(out, 'hotspots.gpkg'))",
               "hotspots.gpkg holds the exact position of a record"),
    "coordinates": ("L3", "at = case.incidents[case.incidents['place_type'] == 'dwelling'].geometry.dropna().head()\n"
                    "pd.DataFrame({'easting': at.x, 'n': 1, 'northing': at.y}).to_csv(tables / 'areas.csv', index=False)", "tables/areas.csv holds the exact position of a record"),
    # L4: a table shown by itself
    "repr": ("L4", "case.incidents.head()", "shows a table or HTML of its own"),
    "display": ("L4", "display(case.people.head())", "shows a table or HTML of its own"),
    "styler": ("L4", "case.people.head().style", "shows a table or HTML of its own"),
    # L5: values in a traceback
    "foreign error": ("L5", f"raise KeyError(repr(case.incidents.head().to_dict()) + {NAME!r})", "failed with KeyError.*not repeated"),
    "error of pandas": ("L5", "case.incidents['premises'].dropna().astype(float)", "failed with ValueError.*not repeated"),
    "own error": ("L5", f"from vawg_geo.base.errors import SchemaError\nraise SchemaError('no such person: ' + {NAME!r})", "the reason holds a word that force.toml forbids"),
    # L7: secrets
    "secret": ("L7", "import os\nshown(os.environ['FEN_DB_PASSWORD'])", "index.html holds a password or key"),
    "planted secret": ("L7", f"shown({SECRET!r})", "index.html holds a word"),
    # L8: paths and users
    "path": ("L8", "shown(force)", "index.html holds a path of this machine"),
    "temporary path": ("L8", "(tables / 'areas.csv').write_text('/tmp/vawg/x.csv')", "tables/areas.csv holds a path"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        pytest.param(
            cell, words, id=name, marks=[pytest.mark.fault(case), *([] if name in QUICK else [pytest.mark.slow])]
        )
        for name, (case, cell, words) in LEAKS.items()
    ],
)
def test_a_run_that_would_leak_is_refused_and_tells_no_value(world, monkeypatch, cell, words):
    monkeypatch.setenv("FEN_DB_PASSWORD", "hunter2-hunter2")
    with pytest.raises(VawgGeoError, match=re.compile(words, re.DOTALL)) as refused:
        run(world, cell)
    assert not (world["out_dir"] / TARGET).exists()
    after = told(world)
    assert set(after) == {
        "fenshire/access.log",
        *(f"fenshire/{MONTH}/{n}" for n in ("index.html", "run.log", "failures.json")),
    }
    for said in (str(refused.value), *after.values()):
        assert not re.search(r"hunter2|\b[0-9a-f]{24}\b|FN/\d{6}|\b[VS]0\d{6}\b|5\d{5}, ?2\d{5}", said)
        assert [word for word in (*CANARIES, str(world["force"].parent), str(world["out_dir"])) if word in said] == []


@pytest.mark.fault("L8", "L1")
@pytest.mark.parametrize("where", ["chosen", "headline"])
def test_the_manifest_is_scanned_too(world, where):
    leak = {"chosen": '"chosen": {"file": force}', "headline": f'"chosen": {{}}, "headline": "{NAME}"'}[where]
    end = re.sub(r'"chosen": \{.*?\}', leak.replace("\\", "\\\\"), END)
    with pytest.raises(VawgGeoError, match=r"manifest\.json holds"):
        run(world, end=end)


@pytest.mark.fault("L7")
def test_a_reason_for_a_new_edition_is_scanned_too(world):
    run(world)
    sign(world["out_dir"] / TARGET, by="A. Analyst")
    world["why"] = f"late records of {NAME}"
    with pytest.raises(VawgGeoError, match=r"manifest\.json holds a word") as refused:
        run(world)
    assert NAME not in str(refused.value)
    world["why"] = "late records"
    run(world)


@pytest.mark.fault("L6")
@pytest.mark.parametrize("raised", ["KeyError", "SchemaError"])
def test_stderr_tells_no_value(world, raised):
    cell = f"from vawg_geo.base.errors import SchemaError\nraise {raised}({ADDRESS!r} + case.incidents.index[0])"
    write_notebook(world["profile"].with_suffix(".ipynb"), READ, cell, PAGE, END)
    command = [sys.executable, "-m", "vawg_geo.runs.cli", "run", str(world["profile"]), "--force", str(world["force"])]
    command += ["--month", MONTH, "--out", str(world["out_dir"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "vawg-geo: " in said
    assert len(done.stderr.strip().splitlines()) < 8
    assert not re.search(r"Traceback|Canary Row|[0-9a-f]{24}", said)
    assert not any(word in text for text in told(world).values() for word in ("Canary Row", "Traceback"))


@pytest.mark.fault("L7", "L8")
def test_parameters_are_told_without_paths_or_secrets(world, monkeypatch):
    monkeypatch.setenv("VAWG_GEO_KEY", "k" * 40 + "0123")
    manifest = json.loads(run(world).manifest.read_text())
    assert manifest["parameters"] == {"profile": "leaky", "month": MONTH, "as_of": ""}
    assert "kkkk" not in "".join(told(world).values())
