"""Explain: from the product alone, to the digit; rows only for a purpose, from the very data, logged."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import AccessError, PlaceError, RunError, VerifyError
from vawg_geo.base.profile import read_profile
from vawg_geo.base.shipped import shipped
from vawg_geo.publishing.tasking import tasking_page
from vawg_geo.runs import cli as cli_module
from vawg_geo.runs import explain as explain_module
from vawg_geo.runs.access import ACCESS_LOG
from vawg_geo.runs.explain import ROW_COLUMNS, explain, explain_rows
from vawg_geo.runs.force_of import find_force
from vawg_geo.runs.manifest import hash_file, write_manifest


@pytest.fixture(scope="module")
def product(case, found, tmp_path_factory):
    """The county's product as a run leaves it, but for its page."""
    folder = tmp_path_factory.mktemp("out") / "fenshire" / "2022-03" / "nte_monthly"
    folder.mkdir(parents=True)
    tasking_page(case, found, profile=read_profile("nte_monthly"), month="2022-03").finish(folder)
    facts = json.loads((folder / "facts.json").read_text("utf-8"))
    (folder / "facts.json").unlink()
    write_manifest(folder, manifest(facts))
    return folder


def manifest(facts, **changes):
    told = {
        "edition": {"number": 1, "status": "draft"}, "version": "v1", "inputs": facts["inputs"],
        "key_id": facts["key_id"],
        "parameters": {"profile": "nte_monthly", "month": "2022-03", "as_of": ""}, "facts": {"cut": facts["cut"]},
        "force": {"slug": "fenshire", "name": "Fenshire"},
        "profile_sha256": hash_file(shipped("profiles") / "nte_monthly.toml"),
    }  # fmt: skip
    return told | changes


def log_lines(product):
    path = product.parents[1] / ACCESS_LOG
    return [line.split("\t")[2:] for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_the_parts_sum_to_the_harm_of_the_page(product, found):
    first = found.listed.index[0]
    told = explain(product, first, purpose="checking the list")
    shrunk = told.shrinkage.set_index("what").loc["harm expected a year", "value"]
    assert told.contributions["adds"].sum() == pytest.approx(shrunk, rel=1e-4)
    assert shrunk == pytest.approx(found.scores.loc[first, "shrunk_harm"], rel=1e-5)
    assert told.place == found.listed.loc[first, "place"]
    assert log_lines(product)[-1] == ["explain", f"2022-03/nte_monthly {first}", "checking the list"]


def test_no_kind_of_fewer_than_three_is_named(product, found):
    for code in found.scores.index[:40]:
        told = explain(product, code).contributions
        named = told[~told["kind"].str.startswith(("all kinds", "drawn"))]
        assert not (named["n"] < 3).any()


def test_a_name_people_use_does_as_well_as_a_code(product, found):
    first = found.listed.index[0]
    assert explain(product, found.listed.loc[first, "place"].upper()).area == explain(product, first.lower()).area
    with pytest.raises(PlaceError, match=r"no such area.*areas\.csv"):
        explain(product, "Nowhere")


def test_it_reads_the_product_and_nothing_else(product, found, monkeypatch):
    import vawg_geo.sources.case as case_module

    monkeypatch.setattr(case_module, "load_case", None)
    assert len(explain(product, found.listed.index[0]).contributions)


def test_a_changed_product_and_one_without_contributions_are_refused(product, tmp_path, found):
    import shutil

    copy = tmp_path / "fenshire" / "2022-03" / "nte_monthly"
    shutil.copytree(product, copy)
    (copy / "tables" / "shrinkage.csv").write_text("area\n")
    with pytest.raises(VerifyError, match="changed"):
        explain(copy, found.listed.index[0])
    for name in ("END", "manifest.json"):
        (copy / name).unlink()
    (copy / "tables" / "shrinkage.csv").unlink()
    write_manifest(copy, manifest({"inputs": {}, "key_id": "", "cut": ""}))
    with pytest.raises(RunError, match="keeps no contributions"):
        explain(copy, "Z01000001")
    with pytest.raises(VerifyError):
        explain(copy / "tables", "Z01000001")


def test_without_its_line_nothing_is_told(product, tmp_path, found, monkeypatch):
    monkeypatch.setattr(explain_module, "log_home", lambda _: tmp_path)
    (tmp_path / ACCESS_LOG).mkdir()
    with pytest.raises(AccessError):
        explain(product, found.listed.index[0])


# Rows


def test_rows_are_those_the_score_rests_on_and_no_more_than_needed(product, county, found):
    first = found.listed.index[0]
    rows = explain_rows(product, first, force=county / "force.toml", purpose="a place that looks wrong")
    assert list(rows.columns) == list(ROW_COLUMNS)
    assert len(rows) == found.scores.loc[first, "n"]
    assert rows["harm"].sum() == pytest.approx(found.scores.loc[first, "harm"])
    assert rows["incident"].str.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}").all()
    assert rows["hours"].str.fullmatch(r"\d\d:00 to \d\d:00").all()
    assert rows["night"].is_monotonic_decreasing
    assert log_lines(product)[-1] == ["rows", f"2022-03/nte_monthly {first}", "a place that looks wrong"]
    events = found.events[found.events["area"] == first]
    assert rows["offence_code"].value_counts().to_dict() == events["offence_code"].value_counts().to_dict()


def test_rows_need_a_purpose_the_force_the_profile_and_the_data(product, county, found, tmp_path, monkeypatch):
    first, force = found.listed.index[0], county / "force.toml"
    before = log_lines(product)
    with pytest.raises(RunError, match="only for a purpose"):
        explain_rows(product, first, force=force, purpose=" ")
    other = tmp_path / "other.toml"
    other.write_text(force.read_text("utf-8").replace('slug = "fenshire"', 'slug = "elsewhere"'), "utf-8")
    with pytest.raises(RunError, match="Fenshire's"):
        explain_rows(product, first, force=other, purpose="x")
    assert log_lines(product) == before
    facts = json.loads((product / "manifest.json").read_text("utf-8"))
    others = {"not the one the product": {"profile_sha256": "x"}, "not what the product": {"inputs": {}}}
    for number, (words, change) in enumerate(others.items()):
        copy = tmp_path / str(number) / "fenshire" / "2022-03" / "nte_monthly"
        shutil.copytree(product, copy)
        write_manifest(copy, {**{k: v for k, v in facts.items() if k != "outputs"}, **change})
        with pytest.raises(RunError, match=words):
            explain_rows(copy, first, force=force, purpose="x")
    monkeypatch.setattr(explain_module, "_select", lambda *_: found.events.head(3))
    with pytest.raises(RunError, match="are found now"):
        explain_rows(product, first, force=force, purpose="x")


# The command


@pytest.fixture
def cli(capfd, monkeypatch):
    monkeypatch.setattr(cli_module, "_catch_signals", lambda: None)

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli_module.app([str(a) for a in arguments], prog_name="vawg-geo")
        out, err = capfd.readouterr()
        return left.value.code or 0, out, err

    return run


def test_the_command(cli, product, found):
    first = found.listed.index[0]
    code, out, err = cli("explain", product, first)
    assert (code, err) == (0, "")
    assert found.listed.loc[first, "place"] in out
    assert "drawn towards similar places" in out
    assert cli("explain", product, "Nowhere")[0] == 1


def test_rows_are_shown_where_the_force_lies_near(cli, product, county, tmp_path, monkeypatch):
    own = tmp_path / "a" / "b" / "fenshire" / "2022-03" / "nte_monthly"
    first, counted = pd.read_csv(product / "tables" / "shrinkage.csv").sort_values("rank")[["area", "n"]].to_numpy()[0]
    shutil.copytree(product, own)
    monkeypatch.chdir(tmp_path)
    code, _, err = cli("explain", own, first, "--rows")
    assert (code, "no force.toml of it lies near: say which by --force" in err) == (1, True)
    monkeypatch.chdir(county)
    code, out, err = cli("explain", own, first, "--rows")
    assert (code, err, out.count("│") // 7) == (0, "", counted)
    assert log_lines(own)[-1] == ["rows", f"2022-03/nte_monthly {first}", "no purpose given"]


def test_the_force_of_a_product_is_found_by_what_it_was_made_from(tmp_path, monkeypatch):
    product = tmp_path / "out" / "fen" / "2022-03" / "nte"
    product.mkdir(parents=True)
    files = {name: tmp_path / "out" / name / "force.toml" for name in ("fen-data", "later", "other")}
    for name, path in files.items():
        path.parent.mkdir()
        path.write_text(f'slug = "{"other" if name == "other" else "fen"}" # {name}')
    digest = hash_file(files["fen-data"])
    write_manifest(product, {"edition": {}, "force": {"name": "Fen", "slug": "fen", "sha256": digest}})
    monkeypatch.chdir(tmp_path)
    assert find_force(product) == files["fen-data"]
    files["fen-data"].write_text('slug = "fen" # changed since')
    with pytest.raises(RunError, match=r"2 files force\.toml of it lie near"):
        find_force(product)
    files["later"].write_text("not TOML")
    assert find_force(product) == files["fen-data"]
    (tmp_path / "force.toml").write_text('slug = "fen" # fen-data')  # as it was, though farther away
    assert find_force(product) == tmp_path / "force.toml"


def test_hours_are_whole_and_never_empty():
    at = pd.Timestamp("2022-03-04 23:00", tz="Europe/London")
    rows = pd.DataFrame(
        {
            "occurred_from": [at, at + pd.Timedelta(minutes=20)], "occurred_to": [at, at + pd.Timedelta(minutes=50)],
            "night": pd.Timestamp("2022-03-04"), "offence_code": "8N", "harm": np.nan, "place_type": "street",
        },
        index=["a" * 24, "b" * 24],
    )  # fmt: skip
    assert explain_module._cut_down(rows)["hours"].tolist() == ["23:00 to 00:00"] * 2
