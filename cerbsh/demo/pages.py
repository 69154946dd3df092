"""The pages that a browser meets: sign-in, consent, a word when it is over. They need neither script nor network."""

from __future__ import annotations

from html import escape

from cerbsh.demo.http import HTML, Answer

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6775; --paper: #fff; --ground: #eef1f5; --line: #c3cad3;
  --accent: #1f5fbf; --on-accent: #fff; --bad: #a32020; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf0; --soft: #a3aebb; --paper: #1c232c; --ground: #12171d;
  --line: #46525f; --accent: #8ab4f8; --on-accent: #0d1b2e; --bad: #ff9d9d; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: .75rem; }
h1 { margin: 0 0 1rem; font-size: 1.35rem; line-height: 1.3; overflow-wrap: anywhere; }
p, ul { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input { display: block; width: 100%; margin-bottom: 1rem; padding: .6rem .7rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; }
button { padding: .6rem 1.2rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent);
  border: 1px solid var(--accent); border-radius: .4rem; cursor: pointer; }
button.plain { color: var(--ink); background: transparent; border-color: var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.soft { color: var(--soft); font-size: .9rem; }
.bad { color: var(--bad); font-weight: 600; }
.row { display: flex; gap: .75rem; flex-wrap: wrap; }
"""

_HEADERS = (
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


def sign_in(action: str, ticket: str, name: str = "", problem: str = "") -> Answer:
    """The form that asks for a worker's name or e-mail and the password.

    ``action`` is where it posts to, ``ticket`` the hidden word that ties the form to the session, ``name`` what was
    typed before, and ``problem`` why it did not serve.
    """
    alert = f'<p class="bad" role="alert" id="problem">{escape(problem)}</p>' if problem else ""
    described = ' aria-describedby="problem" aria-invalid="true"' if problem else ""
    return _page(
        "Sign in",
        f"""<h1>Sign in to the demo Cerb</h1>
{alert}<form method="post" action="{escape(action)}">
<input type="hidden" name="ticket" value="{escape(ticket)}">
<label for="name">Name or e-mail</label>
<input id="name" name="name" value="{escape(name)}" autocomplete="username" autofocus required{described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required{described}>
<button type="submit">Sign in</button>
</form>""",
        403 if problem else 200,
    )


def consent(action: str, ticket: str, app: str, labels: tuple[str, ...], worker: str) -> Answer:
    """The question whether ``app`` may do what ``labels`` say as ``worker``."""
    wishes = "".join(f"<li>{escape(label)}</li>" for label in labels)
    return _page(
        "Authorize",
        f"""<h1>{escape(app)} asks for access</h1>
<p>It wants to:</p>
<ul>{wishes}</ul>
<form method="post" action="{escape(action)}">
<input type="hidden" name="ticket" value="{escape(ticket)}">
<div class="row">
<button type="submit" name="choice" value="accept">Accept</button>
<button type="submit" name="choice" value="cancel" class="plain">Cancel</button>
</div>
</form>
<p class="soft" style="margin: 1rem 0 0">Signed in as {escape(worker)}.</p>""",
    )


def signed_in(worker: str) -> Answer:
    """What is shown to somebody who signed in without an app waiting."""
    return _page("Signed in", f"<h1>Signed in as {escape(worker)}</h1><p>Nothing waits for your consent.</p>")


def _page(title: str, content: str, status: int = 200) -> Answer:
    document = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Cerb demo</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{content}
</main>
</body>
</html>
"""
    return Answer(status, HTML, document.encode(), _HEADERS)
