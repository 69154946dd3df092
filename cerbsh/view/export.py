"""A request written out for other programs, ready to run: curl, Python, raw HTTP, PHP.

The token stands in none of them, only the name of the environment variable that ``cerbsh token`` fills.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, get_args
from urllib.parse import quote, urlsplit

from cerbsh.api.request import TEXT_TYPE, Request
from cerbsh.errors import UsageError
from cerbsh.view import safe
from cerbsh.view.source import Language

Form = Literal["curl", "python", "http", "php"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)

LANGUAGES: Final[Mapping[str, Language]] = {"curl": "bash", "python": "python", "http": "http", "php": "php"}
"""The name under which ``source.highlight`` knows each form."""

_TOKEN: Final = "CERBSH_TOKEN"
_SECONDS: Final = 30


def export(asked: Request, base_url: str, form: str) -> str:
    """The request in ``form`` as text that ends in a newline and is safe to print, whatever its values hold.

    Raises ``UsageError`` for a form that is none of ``FORMS``.
    """
    if form not in FORMS:
        raise UsageError(f"{form!r} is no form to write a request in", f"choose one of {', '.join(FORMS)}")
    return _WRITERS[form](asked, asked.url(base_url))


def _curl(asked: Request, url: str) -> str:
    parts = ["curl -sS"]
    if asked.method != "GET":
        parts[0] += f" -X {asked.method}"
    parts.append(f'-H "Authorization: Bearer ${_TOKEN}"')
    parts += [f"-H {_shell(f'{name}: {value}')}" for name, value in _headers(asked)]
    if asked.body is not None:
        parts.append(f"--data-raw {_shell(asked.body)}")
    parts += [f"--data-urlencode {_shell(f'{_name(name)}={value}')}" for name, value in asked.form]
    if _wants_length(asked):
        parts.append("--data ''")
    return f"# export {_TOKEN}=$(cerbsh token)\n" + " \\\n  ".join([*parts, _shell(url)]) + "\n"


def _python(asked: Request, url: str) -> str:
    headers = [f"{name!r}: {value!r}" for name, value in _headers(asked)]
    lines = [f"{url.partition('?')[0]!r},"]
    if asked.query:
        lines.append(f"params={list(asked.query)!r},")
    lines.append(f"headers={{{', '.join([_PYTHON_TOKEN, *headers])}}},")
    if asked.form:
        lines.append(f"data={list(asked.form)!r},")
    if asked.body is not None:
        lines.append(f"data={asked.body!r}.encode(),")
    lines += [f"timeout={_SECONDS},", "allow_redirects=False,"]
    arguments = "".join(f"    {line}\n" for line in lines)
    return (
        f"# {_TOKEN}=$(cerbsh token) python this_file.py\nimport os\n\nimport requests\n\n"
        f"response = requests.{asked.method.lower()}(\n{arguments})\nprint(response.text)\n"
    )


def _http(asked: Request, url: str) -> str:
    parts = urlsplit(url)
    content, media_type = asked.payload()
    lines = [f"{asked.method} {parts.path}{f'?{parts.query}' if parts.query else ''} HTTP/1.1"]
    lines += [f"Host: {parts.netloc}", f"Authorization: Bearer ${_TOKEN}"]
    if content is not None:
        lines += [f"Content-Type: {media_type}", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in asked.headers]
    return safe.block("\n".join([*lines, "", (content or b"").decode()]).rstrip("\n")) + "\n"


def _php(asked: Request, url: str) -> str:
    headers = [f"'Authorization: Bearer ' . getenv('{_TOKEN}')", *(_php_text(f"{n}: {v}") for n, v in _headers(asked))]
    options = [f"CURLOPT_CUSTOMREQUEST => '{asked.method}',", f"CURLOPT_HTTPHEADER => [{', '.join(headers)}],"]
    if asked.body is not None:
        options.append(f"CURLOPT_POSTFIELDS => {_php_text(asked.body)},")
    elif asked.form:
        fields = [
            f"    {_php_text(f'{_name(name)}=')} . rawurlencode({_php_text(value)})," for name, value in asked.form
        ]
        options += ["CURLOPT_POSTFIELDS => implode('&', [", *fields, "]),"]
    elif _wants_length(asked):
        options.append("CURLOPT_POSTFIELDS => '',")
    options += ["CURLOPT_RETURNTRANSFER => true,", f"CURLOPT_TIMEOUT => {_SECONDS},"]
    body = "\n".join(f"    {option}" for option in options)
    return (
        f"<?php\n// {_TOKEN}=$(cerbsh token) php this_file.php\n$curl = curl_init({_php_text(url)});\n"
        f"curl_setopt_array($curl, [\n{body}\n]);\n{_PHP_END}"
    )


_PHP_END: Final = r"""$reply = curl_exec($curl);
if ($reply === false) {
    fwrite(STDERR, curl_error($curl) . "\n");
    exit(1);
}
echo $reply, "\n";
"""
"""Says why nothing came, as curl does of itself."""


_WRITERS: Final[dict[str, Callable[[Request, str], str]]] = {
    "curl": _curl,
    "python": _python,
    "http": _http,
    "php": _php,
}
_PYTHON_TOKEN: Final = f"'Authorization': f\"Bearer {{os.environ['{_TOKEN}']}}\""


def _headers(asked: Request) -> Iterator[tuple[str, str]]:
    """The headers that go out beside the token; form bodies have theirs from the program that sends them."""
    if asked.body is not None:
        yield "Content-Type", TEXT_TYPE
    yield from asked.headers


def _wants_length(asked: Request) -> bool:
    """Whether curl has to be told that the body is empty, so that it sends a length."""
    return asked.method in ("POST", "PUT", "PATCH") and not asked.form and asked.body is None


def _name(name: str) -> str:
    """The name of a form field, percent-encoded but for its brackets, which PHP reads either way."""
    return quote(name, safe="[]")


def _shell(text: str) -> str:
    """``text`` as one word for a shell; in bash's ``$'…'`` where it holds what must not reach a terminal."""
    return shlex.quote(text) if safe.block(text) == text else f"$'{_spelled(text)}'"


def _php_text(text: str) -> str:
    """``text`` as a string of PHP; in double quotes where it holds what must not reach a terminal."""
    if safe.block(text) == text:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f'"{_spelled(text)}"'


def _spelled(text: str) -> str:
    """The bytes of ``text`` with escapes that bash and PHP share, for all but letters, digits and simple marks."""
    return "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b"'\"\\$" else rf"\x{byte:02x}"
        for byte in text.encode("utf-8", "surrogatepass")
    )
