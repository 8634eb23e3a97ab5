"""A sealed page asks for nothing and runs only what was hashed."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.publishing.assets import LEAFLET_CSS, LEAFLET_JS, kept_assets
from vawg_geo.publishing.markup import read_tags, splice
from vawg_geo.publishing.seal import SealError, inline_assets, script_hash, seal

JS, CSS = f'<script src="{LEAFLET_JS}"></script>', f'<link rel="stylesheet" href="{LEAFLET_CSS}"/>'


def page(body="", head=""):
    return f"<!DOCTYPE html><html lang=en><head>{head}<title>t</title></head><body>{body}</body></html>"


def policy(html):
    return re.search(r'<head>\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)[1]


def test_policy_stands_first_and_names_each_script():
    sealed = seal(page("<script>let a = 1;</script><script>let b = 2;</script><script>let a = 1;</script>"))
    want = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in ("let a = 1;", "let b = 2;")]
    assert policy(sealed) == (
        f"default-src 'none'; script-src 'sha256-{want[0]}' 'sha256-{want[1]}'; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def test_a_page_without_scripts_allows_none():
    assert "script-src 'none';" in policy(seal(page()))


def test_data_blocks_need_no_hash():
    assert "sha256" not in policy(seal(page('<script type="application/json">{"a": 1}</script>')))


def test_assets_come_in_once():
    sealed = seal(page(JS + JS, CSS + CSS))
    assert sealed.count(kept_assets()[LEAFLET_JS]) == sealed.count(kept_assets()[LEAFLET_CSS]) == 1
    assert "cdn.jsdelivr" not in sealed


def test_frames_are_sealed_with_the_page():
    sealed = seal(page(f"<iframe sandbox srcdoc='{JS}<script>1</script>'></iframe>"))
    assert script_hash("1") in policy(sealed)
    assert script_hash(kept_assets()[LEAFLET_JS]) in policy(sealed)


def test_sealing_twice_changes_nothing():
    once = seal(page(JS + "<script>let a;</script>", CSS + "<meta charset=utf-8>"))
    assert seal(once) == once
    assert once.lower().count("charset=") == 1


def test_charset_stays_where_readers_look():
    sealed = seal(page("".join(f"<script>{i}</script>" for i in range(40)), "<meta charset=utf-8>"))
    assert sealed.encode().index(b"charset") < 1024
    assert sealed.index("Content-Security-Policy") < sealed.index("<title>")


def test_line_ends_are_hashed_as_a_reader_sees_them():
    assert script_hash("a\nb") in seal(page("<script>a\r\nb</script>"))


@pytest.mark.parametrize(
    "outside",
    [
        '<script src="https://evil.example/x.js"></script>', "<script src=x.js></script>",
        "<link rel=stylesheet href=a.css>",
        "<img src=https://evil.example/a.png>", '<img srcset="a.png 2x">', "<iframe src=https://evil.example></iframe>",
        "<style>@import 'a.css';</style>", "<style>a{background:url( //evil.example/a.png )}</style>",
        "<p style='background:url(a.png)'>", "<body background=a.png>", "<object data=a.swf></object>",
        "<video poster=a.png>",
        "<svg><use href='a.svg#b'/></svg>", "<svg><image xlink:href='a.png'/></svg>", "<base href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>", "<p onclick=alert(1)>",
        "<a href=' java\tscript:alert(1)'>",
        "<form action=javascript:alert(1)>", "<script>L.tileLayer('https://tile.example/{z}')</script>",
        "<iframe srcdoc='<img src=https://evil.example/a.png>'></iframe>",
    ],
)  # fmt: skip
def test_outside_references_are_refused(outside):
    with pytest.raises(SealError, match="must hold everything"):
        seal(page(outside))


def test_many_faults_are_counted_and_no_query_is_echoed():
    with pytest.raises(SealError, match=r"evil\.example.* and 2 more") as caught:
        seal(page("<img src='https://evil.example/?name=secret'>" * 7))
    assert "secret" not in str(caught.value)


def test_what_is_inside_may_stay():
    kept = '<a href="https://gov.example/x">link</a><img src="data:image/png;base64,AAAA"><a href="#b">b</a>'
    style = "<style>a{fill:url(#p);background:url('data:image/png;base64,AA')}</style>"
    assert kept in seal(page(kept + style))


def test_half_a_page_is_refused():
    with pytest.raises(SealError, match="whole document"):
        seal("<p>no head</p>")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=60))
def test_tags_cover_their_text(text):
    whole = f"<p>{text.replace('<', '&lt;')}</p><script>{text.replace('<', '')}</script><b>"
    tags = read_tags(whole)
    assert [tag.name for tag in tags] == ["p", "script", "b"]
    assert whole[tags[1].start : tags[1].end] == f"<script>{text.replace('<', '')}</script>"
    assert splice(whole, []) == inline_assets(whole) == whole
