import hashlib
import hmac

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import PseudonymKeyError
from vawg_geo.sources.pseudonyms import PseudonymKey, check_key, keep_key, pseudonymise, published_key, read_key

pytestmark = pytest.mark.methods("14")
SECRET = "0123456789abcdef" * 2


def test_pseudonym_is_a_truncated_hmac():
    named = pseudonymise(pd.Series(["A1", None, "A1"], index=[5, 6, 7]), PseudonymKey(b"k"), domain="person")
    expected = hmac.new(b"k", b"vawg-geo person\0A1", hashlib.sha256).hexdigest()[:24]
    assert named[5] == named[7] == expected
    assert named.isna().tolist() == [False, True, False]


@given(st.lists(st.text(min_size=1), unique=True, max_size=20))
def test_different_identifiers_domains_and_keys_never_meet(texts):
    column = pd.Series(texts, dtype=object)
    made = [
        pseudonymise(column, key, domain=domain)
        for key in (published_key(), PseudonymKey(b"k"))
        for domain in ("incident", "person")
    ]
    assert pd.concat(made).is_unique
    assert not set(pd.concat(made)) & set(texts)


def test_key_comes_from_the_environment_or_a_private_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(SECRET + "\n")
    file.chmod(0o600)
    keys = [
        read_key(environment={"VAWG_GEO_KEY": SECRET}),
        read_key(environment={"VAWG_GEO_KEY_FILE": str(file)}),
        read_key(key_file=file, environment={}),
    ]
    assert {key.id for key in keys} == {keys[0].id}
    assert len(keys[0].id) == 12
    assert SECRET not in repr(keys[0])


@pytest.mark.parametrize("environment", [{}, {"VAWG_GEO_KEY": "short"}, {"VAWG_GEO_KEY_FILE": "nowhere/key"}])
def test_no_key_is_refused(environment):
    with pytest.raises(PseudonymKeyError):
        read_key(environment=environment)


def test_key_file_in_a_repository_or_open_to_others_is_refused(tmp_path):
    file = tmp_path / "key"
    file.write_text(SECRET)
    file.chmod(0o644)
    with pytest.raises(PseudonymKeyError, match="read by others"):
        read_key(key_file=file)
    file.chmod(0o600)
    (tmp_path / ".git").mkdir()
    with pytest.raises(PseudonymKeyError, match="git repository"):
        read_key(key_file=file)


def test_a_folder_keeps_one_key(tmp_path):
    check_key(tmp_path / "kept", published_key().id)
    assert not (tmp_path / "kept").exists()  # looking writes nothing
    keep_key(tmp_path / "kept", published_key().id)
    keep_key(tmp_path / "kept", published_key().id)
    assert (tmp_path / "kept" / "key.json").stat().st_mode & 0o777 == 0o600
    check_key(tmp_path / "kept", published_key().id)
    with pytest.raises(PseudonymKeyError, match="repeats would break"):
        check_key(tmp_path / "kept", PseudonymKey(b"k").id)
    (tmp_path / "kept" / "key.json").write_text("[]")
    with pytest.raises(PseudonymKeyError, match="damaged"):
        check_key(tmp_path / "kept", published_key().id)
