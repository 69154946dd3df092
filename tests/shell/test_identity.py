"""Who is signed in where, in words."""

from __future__ import annotations

import pytest

from cerbsh.config import Profile
from cerbsh.errors import SignInError
from cerbsh.shell.identity import listing

WORK = Profile("work", "https://cerb.example.com/", worker="Ann")
TEST = Profile("test-server", "https://test.example.com/")
DEMO = Profile("demo", "http://127.0.0.1:1/")


def test_profiles_are_listed_and_the_one_in_use_is_marked() -> None:
    assert listing({"work": WORK, "test-server": TEST}, WORK._replace(worker="")).splitlines() == [
        "* work         https://cerb.example.com/  Ann",
        "  test-server  https://test.example.com/",
    ]


def test_a_profile_that_is_not_kept_is_listed_while_it_is_in_use() -> None:
    assert listing({}, DEMO) == "* demo  http://127.0.0.1:1/"
    assert listing({"work": WORK}, DEMO).splitlines()[1].startswith("* demo")


def test_where_there_is_none_it_is_said_how_to_make_one() -> None:
    with pytest.raises(SignInError) as error:
        listing({}, None)
    assert "cerbsh login" in error.value.hint
