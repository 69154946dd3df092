"""Where cerbsh keeps its files, and the profiles: one Cerb each, with how to reach it and how to sign in.

Secrets are not here: ``auth.vault`` alone touches them on disk. Nothing is ever read from the current folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from cerbsh import system
from cerbsh.errors import LocalError, UsageError
from cerbsh.files import locked, named, write_private

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

DEFAULT_REDIRECT_URI = "http://127.0.0.1/callback"
DEFAULT_SCOPE = "api"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
CONFIG_FILE = "config.toml"

_PROFILE_NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"


class Folders(NamedTuple):
    """``config`` holds profiles and tokens, ``data`` the history and what was learned of servers."""

    config: Path
    data: Path

    @property
    def config_file(self) -> Path:
        """The profiles and settings, TOML."""
        return self.config / CONFIG_FILE

    @property
    def tokens(self) -> Path:
        """The folder of token files, one a profile."""
        return self.config / "tokens"

    @property
    def history_file(self) -> Path:
        """The SQLite database of requests and replies."""
        return self.data / "history.sqlite3"

    @property
    def learned(self) -> Path:
        """The folder of what was learned of servers, one file a profile."""
        return self.data / "learned"


def folders(environ: Mapping[str, str]) -> Folders:
    """The platform's folders for cerbsh; ``CERBSH_CONFIG_DIR`` and ``CERBSH_DATA_DIR`` move them. Creates nothing."""
    config, data = environ.get("CERBSH_CONFIG_DIR"), environ.get("CERBSH_DATA_DIR")
    if not (config and data):
        usual_config, usual_data = system.folders()
        config, data = config or usual_config, data or usual_data
    return Folders(named(config), named(data))


class Profile(NamedTuple):
    """One Cerb and the way to it. ``base_url`` ends in a slash; ``scope`` is space separated.

    ``token_store`` is ``file`` or ``keyring``. ``production`` makes dangerous writes ask for the profile's name.
    ``worker`` and ``timezone`` are the name and the time zone of who signed in last. ``settings`` count for this
    profile, in place of those that count for all.
    """

    name: str
    base_url: str
    client_id: str = ""
    redirect_uri: str = DEFAULT_REDIRECT_URI
    scope: str = DEFAULT_SCOPE
    insecure_http: bool = False
    ca_file: str = ""
    verify: bool = True
    token_store: str = "file"
    production: bool = False
    worker: str = ""
    timezone: str = ""
    settings: Mapping[str, Any] = MappingProxyType({})

    @property
    def host(self) -> str:
        """Host and port as they stand in the base URL."""
        return urlsplit(self.base_url).netloc

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a token may be sent to."""
        return origin_of(self.base_url)

    @property
    def authorize_url(self) -> str:
        """Where the browser goes to sign in."""
        return f"{self.base_url}oauth/authorize"

    @property
    def token_url(self) -> str:
        """Where a code or a refresh token becomes an access token."""
        return f"{self.base_url}oauth/access_token"


class Config(NamedTuple):
    """The whole configuration file: the default profile's name, the profiles, the settings."""

    default: str = ""
    profiles: Mapping[str, Profile] = MappingProxyType({})
    settings: Mapping[str, Any] = MappingProxyType({})

    def profile(self, name: str = "") -> Profile | None:
        """The profile of that name, or the default one, or the only one."""
        if name:
            return self.profiles.get(name)
        if self.default in self.profiles:
            return self.profiles[self.default]
        return next(iter(self.profiles.values())) if len(self.profiles) == 1 else None


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of ``url``, the default port filled in. Raises ``UsageError`` where there is none."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise UsageError(f"{url!r} is no URL: {error}") from None
    if scheme not in ("http", "https") or not host:
        raise UsageError(f"{url!r} is no http or https URL")
    return scheme, host, port or (443 if scheme == "https" else 80)


def normalise_base_url(text: str) -> str:
    """A base URL as profiles keep it: with a scheme, without ``rest``, with one trailing slash.

    Takes what people paste: no scheme (https is assumed, http for loopback), with or without a trailing slash, with
    ``/rest`` or a path below it, with ``index.php/`` where the server rewrites nothing.
    Raises ``UsageError`` for anything that is no http or https URL, or that holds a user name, a query or a fragment.
    """
    text = text.strip()
    if text and "://" not in text:
        host = text.split("/")[0].rsplit(":", 1)[0].strip("[]")
        text = f"{'http' if host in LOOPBACK else 'https'}://{text}"
    scheme, _, _ = origin_of(text)
    parts = urlsplit(text)
    if "@" in parts.netloc or parts.query or parts.fragment or re.search(r"[\x00-\x20\x7f\\]", text):
        raise UsageError("a base URL holds scheme, host and path alone", "for example https://cerb.example.com/")
    path = re.sub(r"/rest(/.*)?$", "", parts.path.rstrip("/"))
    return f"{scheme}://{parts.netloc.lower()}{path}/"


def check_profile_name(name: str) -> str:
    """``name`` itself. Raises ``UsageError`` where it could not be a file's name on every platform."""
    if not re.fullmatch(_PROFILE_NAME, name):
        raise UsageError(
            f"{name!r} is no profile name", "use letters, digits, '-', '_' and '.', beginning with a letter or digit"
        )
    return name


def check_transport(profile: Profile) -> None:
    """Raises ``UsageError`` where the token would travel in clear text to another machine (threat 10)."""
    scheme, host, _ = profile.origin
    if scheme == "http" and host not in LOOPBACK and not profile.insecure_http:
        raise UsageError(
            f"{profile.base_url} is plain http: the token could be read on its way",
            f"use https, or a profile with insecure_http = true (here: {profile.name})",
        )


def load(place: Folders) -> Config:
    """Read the configuration file, an empty ``Config`` where there is none. Raises ``LocalError`` where it is bad."""
    try:
        document = tomllib.loads(place.config_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except OSError as error:
        raise LocalError(f"cannot read {place.config_file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LocalError(f"{place.config_file} is damaged: {error}", "mend it in an editor") from None
    profiles, settings = (_table(place, document, name) for name in ("profiles", "settings"))
    return Config(
        str(document.get("default", "")),
        {name: _read_profile(place, name, table) for name, table in profiles.items()},
        _flat(settings),
    )


def _table(place: Folders, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise LocalError(f"{place.config_file}: {name} must be a table", f"mend it in an editor: [{name}]")
    return table


def _read_profile(place: Folders, name: str, table: object) -> Profile:
    if not isinstance(table, dict) or not isinstance(table.get("base_url"), str):
        raise LocalError(
            f"{place.config_file}: profile {name} has no base_url", "mend it in an editor, or sign in again"
        )
    usual = Profile("", "", settings={})._asdict()
    values = {key: value for key, value in table.items() if key in usual and key != "name"}
    for key, value in values.items():
        if type(value) is not type(usual[key]):
            raise LocalError(f"{place.config_file}: profile {name}: {key} must be a {type(usual[key]).__name__}")
    profile = Profile(name=check_profile_name(name), **values)
    return profile._replace(base_url=normalise_base_url(profile.base_url), settings=_flat(profile.settings))


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by their whole names: in TOML ``guard.put`` without quotes is ``put`` in a table ``guard``."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        inner = _flat(value) if isinstance(value, dict) else None
        found |= {name: value} if inner is None else {f"{name}.{part}": item for part, item in inner.items()}
    return found


def save_profile(place: Folders, profile: Profile, *, default: bool = False) -> None:
    """Write ``profile`` into the configuration file; the first one, or with ``default``, becomes the default.

    Comments, order, settings and what cerbsh does not know stay; values that are the usual ones are not written unless
    they stand there already. Raises ``LocalError`` where the file is damaged or cannot be written.
    """
    usual = Profile(profile.name, "")
    with _editing(place) as document:
        tables = document.setdefault("profiles", {})
        table = tables.setdefault(check_profile_name(profile.name), {})
        for key, value in profile._asdict().items():
            if key not in ("name", "settings") and (value != getattr(usual, key) or key in table):
                table[key] = value
        if default or len(tables) == 1:
            document["default"] = profile.name


def remove_profile(place: Folders, name: str) -> None:
    """Take a profile out of the configuration file. Raises ``UsageError`` where there is none of that name."""
    with _editing(place) as document:
        if name not in document.get("profiles", {}):
            raise UsageError(f"there is no profile {name}", "cerbsh profiles lists them")
        del document["profiles"][name]
        if document.get("default") == name:
            del document["default"]


def set_default(place: Folders, name: str) -> None:
    """Make a profile the default one. Raises ``UsageError`` where there is none of that name."""
    with _editing(place) as document:
        if name not in document.get("profiles", {}):
            raise UsageError(f"there is no profile {name}", "cerbsh profiles lists them")
        document["default"] = name


def save_setting(place: Folders, name: str, value: str | int | float | bool | None, profile: str = "") -> None:
    """Write one setting, for all profiles or for one; ``None`` takes it out, so that the built-in value counts again.

    Raises ``UsageError`` where there is no profile of that name.
    """
    with _editing(place) as document:
        if profile and profile not in document.get("profiles", {}):
            raise UsageError(f"there is no profile {profile}", "cerbsh profiles lists them")
        settings = (document["profiles"][profile] if profile else document).setdefault("settings", {})
        if value is None:
            settings.pop(name, None)
        else:
            settings[name] = value


@contextmanager
def _editing(place: Folders) -> Iterator[TOMLDocument]:
    """The configuration file to be changed, held against other processes, and written whole when the block succeeds.

    A link is followed, as people keep their configuration elsewhere; the file itself is private afterwards.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = place.config_file.resolve()
    with locked(path):
        load(place)
        try:
            document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
        except TOMLKitError as error:
            raise LocalError(f"{place.config_file} is damaged: {error}", "mend it in an editor") from None
        yield document
        write_private(path, tomlkit.dumps(document).encode())
