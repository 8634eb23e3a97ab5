import pandas as pd

from vawg_geo.publishing.kinds import kinds_at


def made(**counts):
    return pd.DataFrame([("A1", strand) for strand, n in counts.items() for _ in range(n)], columns=["area", "strand"])


def test_kinds_are_short_words_with_numbers_the_commonest_first():
    events = made(violence_with_injury=2, violence_without_injury=3, public_order_public_space=4, sexual_assault=9)
    assert kinds_at(events, ["A1"])["A1"].replace("\N{NO-BREAK SPACE}", " ") == (
        "sexual assault 9, assault 5, public order 4"
    )


def test_a_kind_with_fewer_than_three_is_never_named():
    assert kinds_at(made(rape=2, threats=1), ["A1", "A2"]) == {"A1": "", "A2": ""}


def test_a_strand_without_a_short_word_keeps_its_own():
    assert kinds_at(made(a_new_one=3), ["A1"])["A1"] == "a\N{NO-BREAK SPACE}new\N{NO-BREAK SPACE}one\N{NO-BREAK SPACE}3"
