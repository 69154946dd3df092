"""Profiles and settings: read from TOML, written back without losing what people put there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cerbsh.config import (
    Config,
    Folders,
    Profile,
    check_profile_name,
    check_transport,
    folders,
    load,
    normalise_base_url,
    origin_of,
    remove_profile,
    save_profile,
    save_setting,
    set_default,
)
from cerbsh.errors import LocalError, UsageError

WORK = Profile("work", "https://cerb.example/", client_id="abc")
TEST = Profile("test", "https://test.example/cerb/", scope="api:read-only", verify=False)


@pytest.fixture
def place(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "config", tmp_path / "data")


def written(place: Folders, text: str) -> None:
    place.config.mkdir()
    place.config_file.write_text(text)


@pytest.mark.parametrize(
    ("text", "base_url"),
    [
        ("cerb.example.com", "https://cerb.example.com/"),
        ("https://Cerb.Example.com/", "https://cerb.example.com/"),
        ("https://cerb.example.com/rest", "https://cerb.example.com/"),
        ("https://cerb.example.com/cerb/rest/workers/me.json", "https://cerb.example.com/cerb/"),
        ("https://cerb.example.com/index.php/", "https://cerb.example.com/index.php/"),
        ("https://cerb.example.com:8443/support", "https://cerb.example.com:8443/support/"),
        ("localhost:8080", "http://localhost:8080/"),
        ("  https://cerb.example.com  ", "https://cerb.example.com/"),
    ],
)
def test_a_base_url_is_taken_as_people_write_it(text: str, base_url: str) -> None:
    assert normalise_base_url(text) == base_url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://",
        "ftp://cerb.example/",
        "https://me:pw@cerb.example/",
        "https://cerb.example/?a=b",
        "https://cerb.example/#x",
        "https://cerb.example/a b",
        "https://cerb\\.example/",
        "https://[::1",
        "http://h:x/",
    ],
)
def test_what_is_no_base_url_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        normalise_base_url(text)


def test_an_origin_has_its_default_port() -> None:
    assert origin_of("https://cerb.example/x") == ("https", "cerb.example", 443)
    assert origin_of("http://CERB.example:8080") == ("http", "cerb.example", 8080)


def test_the_folders_can_be_moved() -> None:
    place = folders({"CERBSH_CONFIG_DIR": "/c", "CERBSH_DATA_DIR": "/d"})
    assert (place.config_file, place.tokens) == (Path("/c/config.toml"), Path("/c/tokens"))
    assert (place.history_file, place.learned) == (Path("/d/history.sqlite3"), Path("/d/learned"))


def test_the_platform_has_folders_for_cerbsh() -> None:
    place = folders({})
    assert place.config.name == place.data.name == "cerbsh"


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "-p", "a b", "x" * 65, "naïve"])
def test_a_profile_name_can_be_a_file_name(name: str) -> None:
    with pytest.raises(UsageError):
        check_profile_name(name)


@pytest.mark.parametrize(
    ("base_url", "insecure", "allowed"),
    [
        ("https://cerb.example/", False, True),
        ("http://cerb.example/", False, False),
        ("http://cerb.example/", True, True),
        ("http://127.0.0.1:8088/", False, True),
        ("http://localhost/", False, True),
        ("http://127.0.0.1.evil.example/", False, False),
    ],
)
def test_plain_http_is_for_loopback_and_for_who_asks_for_it(base_url: str, insecure: bool, allowed: bool) -> None:
    profile = Profile("work", base_url, insecure_http=insecure)
    if allowed:
        check_transport(profile)
    else:
        with pytest.raises(UsageError, match="plain http"):
            check_transport(profile)


def test_a_profile_knows_where_to_sign_in() -> None:
    assert TEST.authorize_url == "https://test.example/cerb/oauth/authorize"
    assert TEST.token_url == "https://test.example/cerb/oauth/access_token"
    assert TEST.host == "test.example"


def test_no_file_is_an_empty_configuration(place: Folders) -> None:
    assert load(place) == Config()


def test_profiles_are_written_and_read(place: Folders) -> None:
    save_profile(place, WORK)
    save_profile(place, TEST)
    assert load(place) == Config("work", {"work": WORK, "test": TEST}, {})


def test_the_file_is_private(place: Folders) -> None:
    save_profile(place, WORK)
    assert stat.S_IMODE(place.config_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.config.stat().st_mode) == 0o700


def test_usual_values_are_not_written_unless_they_stood_there(place: Folders) -> None:
    save_profile(place, TEST)
    assert "redirect_uri" not in place.config_file.read_text()
    save_profile(place, Profile("test", "https://test.example/cerb/", verify=True))
    assert "verify = true" in place.config_file.read_text()


def test_comments_order_and_unknown_keys_stay(place: Folders) -> None:
    text = '# mine\ndefault = "work"\n\n[profiles.work]\nfuture = 1  # later\nbase_url = "https://old.example/"\n'
    written(place, text)
    save_profile(place, Profile("work", "https://new.example/"))
    assert place.config_file.read_text() == text.replace("old", "new")


def test_the_first_profile_is_the_default_and_another_becomes_it_when_asked(place: Folders) -> None:
    written(place, '[settings]\ntheme = "monokai"\n')
    save_profile(place, WORK)
    save_profile(place, TEST)
    assert load(place).default == "work"
    set_default(place, "test")
    assert load(place).default == "test"
    save_profile(place, WORK, default=True)
    assert load(place).profile() == WORK


def test_a_removed_profile_is_no_default_any_more(place: Folders) -> None:
    save_profile(place, WORK)
    save_profile(place, TEST)
    remove_profile(place, "work")
    assert load(place) == Config("", {"test": TEST}, {})
    assert load(place).profile() == TEST


@pytest.mark.parametrize("change", [remove_profile, set_default])
def test_a_profile_that_is_not_there_cannot_be_changed(change: object, place: Folders) -> None:
    assert callable(change)
    with pytest.raises(UsageError, match="no profile other"):
        change(place, "other")


def test_settings_are_written_replaced_and_taken_out(place: Folders) -> None:
    save_profile(place, WORK)
    save_setting(place, "theme", "monokai")
    save_setting(place, "history.bodies", False)
    save_setting(place, "theme", None)
    assert load(place).settings == {"history.bodies": False}
    assert load(place).profiles == {"work": WORK}


def test_a_setting_may_be_that_of_a_profile(place: Folders) -> None:
    save_profile(place, WORK)
    save_setting(place, "guard.put", "off", "work")
    save_profile(place, WORK)
    assert (load(place).settings, load(place).profiles["work"].settings) == ({}, {"guard.put": "off"})
    with pytest.raises(UsageError, match="no profile other"):
        save_setting(place, "guard", "off", "other")


def test_a_setting_with_a_dot_may_be_written_without_quotes(place: Folders) -> None:
    save_profile(place, WORK)
    with place.config_file.open("a") as file:
        file.write(
            "[profiles.work.settings]\nguard.put = 'off'\n[settings]\ntheme = 'monokai'\nhistory.bodies = true\n"
        )
    assert load(place).settings == {"theme": "monokai", "history.bodies": True}
    assert load(place).profiles["work"].settings == {"guard.put": "off"}


@pytest.mark.parametrize(
    "text", ["[profiles", "default = ", "\udcff", "[profiles.work]\nbase_url = 5", "profiles = 3", "settings = 3"]
)
def test_a_damaged_file_is_named_and_never_written_over(text: str, place: Folders) -> None:
    place.config.mkdir()
    place.config_file.write_bytes(text.encode("utf-8", "surrogateescape"))
    for change in (lambda: load(place), lambda: save_profile(place, WORK), lambda: save_setting(place, "a", 1)):
        with pytest.raises(LocalError, match=r"config\.toml"):
            change()
    assert place.config_file.read_bytes() == text.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("line", "message"),
    [("verify = 1", "verify must be a bool"), ('scope = ["api"]', "scope must be a str")],
)
def test_a_value_of_another_type_is_named(line: str, message: str, place: Folders) -> None:
    written(place, f'[profiles.work]\nbase_url = "https://cerb.example/"\n{line}\n')
    with pytest.raises(LocalError, match=message):
        load(place)


def test_a_link_is_followed_since_people_keep_their_configuration_elsewhere(place: Folders, tmp_path: Path) -> None:
    place.config.mkdir()
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text("# mine\n")
    place.config_file.symlink_to(elsewhere)
    save_profile(place, WORK)
    assert place.config_file.is_symlink()
    assert elsewhere.read_text().startswith("# mine\n")
    assert load(place).profile("work") == WORK
