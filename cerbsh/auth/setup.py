"""The first start: which Cerb, what to create there, and the profile that comes of it."""

from __future__ import annotations

from cerbsh.auth.probe import probe
from cerbsh.auth.ui import Ui
from cerbsh.config import DEFAULT_REDIRECT_URI, DEFAULT_SCOPE, Profile, check_transport, normalise_base_url
from cerbsh.errors import CerbshError, SignInError, UsageError

GUIDANCE = """\
cerbsh signs in through an OAuth app, which an admin creates in Cerb once:

  1. In Cerb, go to Search » OAuth Apps and click (+).
  2. Name          cerbsh
     Callback URL  {redirect_uri}
     Scopes        leave the text as it is: it offers `api` (everything),
                   `api:read-only`, `search` and `profile`
  3. Save, open the app again, and copy its client id and client secret.
"""


def set_up(ui: Ui, draft: Profile) -> Profile:
    """A whole profile made from ``draft``, whose empty ``base_url`` and ``client_id`` are asked for.

    The base URL is looked at. Without a client id (Enter) the profile can be signed in to with a pasted token alone.
    Raises ``SignInError`` where the user gives up; for a base URL that was given, what is wrong with it.
    """
    profile = checked(ui, draft) if draft.base_url else ask_base_url(ui, draft)
    if profile.client_id:
        return profile
    ui.say(guidance(profile))
    client_id = _ask(ui, "Client id (Enter: paste a token from Setup » Developers » OAuth2 Token Generator): ")
    return profile._replace(client_id=client_id.strip())


def guidance(profile: Profile) -> str:
    """What to create in Cerb for this profile."""
    return GUIDANCE.format(redirect_uri=profile.redirect_uri)


def checked(ui: Ui, draft: Profile) -> Profile:
    """``draft`` with the base URL under which Cerb answers; another one than was given is told.

    Raises what ``probe`` raises, and for plain http.
    """
    profile = draft._replace(base_url=normalise_base_url(draft.base_url))
    check_transport(profile)
    found = probe(profile)
    if found != profile.base_url:
        ui.say(f"Cerb's API is not at {profile.base_url} but at {found}, which is kept as the base URL.")
    return profile._replace(base_url=found)


def ask_base_url(ui: Ui, draft: Profile) -> Profile:
    """Ask until a Cerb answers."""
    while True:
        text = _ask(ui, "Address of Cerb (for example https://cerb.example.com/): ").strip()
        if not text:
            raise SignInError("no address was given")
        try:
            return checked(ui, _allowed(ui, draft._replace(base_url=normalise_base_url(text))))
        except CerbshError as error:
            ui.say(error.message + (f"\n  {error.hint}" if error.hint else ""))


def _allowed(ui: Ui, draft: Profile) -> Profile:
    """``draft``, with ``insecure_http`` where its address is plain http and the user wants it all the same."""
    try:
        check_transport(draft)
    except UsageError as error:
        ui.say(error.message)
        if _ask(ui, "Go on all the same? (yes/no): ").strip() == "yes":
            return draft._replace(insecure_http=True)
    return draft


def draft_profile(
    name: str, base_url: str = "", client_id: str = "", redirect_uri: str = "", scope: str = ""
) -> Profile:
    """A profile to be set up, with the usual callback and scope where none are given."""
    return Profile(name, base_url, client_id, redirect_uri or DEFAULT_REDIRECT_URI, scope or DEFAULT_SCOPE)


def _ask(ui: Ui, prompt: str) -> str:
    try:
        return ui.ask(prompt)
    except EOFError:
        raise SignInError("the input ended before the set-up was done") from None
