"""Lines that cannot be understood: where the caret stands, and what is said."""

from __future__ import annotations

import pytest

from cerbsh.errors import Exit, LineError
from tests.language.samples import GRAMMAR, meaning

ERRORS = [
    # The first word
    ("sarch ticket x", "^^^^^", "neither a method nor a command", "did you mean search?"),
    ("gte workers/me", "^^^", "neither a method nor a command", "did you mean GET?"),
    ("HELP", "^^^^", "neither a method nor a command", "did you mean help?"),
    ("HEAD workers/me", "^^^^", "neither a method nor a command", ""),
    ("zzzzzzzz", "^^^^^^^^", "neither a method nor a command", "see help"),
    ("| jq .", "^", "neither a method nor a command", ""),
    ("!", "^", "a command is missing behind !", ""),
    # Quotes and backslashes
    ("GET 'abc", "    ^", "never closed", ""),
    ("GET workers/me x='a b", "                 ^", "never closed", "\\'"),
    ('GET workers/me x="a', "                 ^", "never closed", ""),
    ("GET records/ticket/search don't", "                             ^", "never closed", "\\'"),
    ('GET records/ticket/search a:"b', "                            ^", "never closed", ""),
    ("GET workers/me x=a\\", "                  ^", "nothing follows the backslash", ""),
    ("GET workers/me \\", "               ^", "nothing follows the backslash", ""),
    # Paths
    ("GET", "^^^", "GET needs a path", ""),
    ("GET | jq .", "^^^", "GET needs a path", ""),
    ("GET /", "    ^", "names no endpoint", ""),
    ("GET rest", "    ^^^^", "names no endpoint", ""),
    ("GET https://cerb.example.com", "    ^^^^^^^^^^^^^^^^^^^^^^^^", "names no endpoint", ""),
    ("GET https://evil.example/rest/workers/me", "    ^" + "^" * 35, "not under https://cerb.example.com/", ""),
    ("GET http://cerb.example.com/rest/workers/me", "    ^" + "^" * 38, "not under", ""),
    ("GET https://cerb.example.com:444/rest/workers/me", "    ^" + "^" * 43, "not under", ""),
    ("GET https://cerb.example.com@evil/rest/x", "    ^" + "^" * 35, "not under", ""),
    ("GET https://me@cerb.example.com/rest/workers/me", "    ^" + "^" * 42, "not under", ""),
    ("GET https:/evil", "    ^^^^^^^^^^^", "not under", ""),
    ("GET ftp://cerb.example.com/rest/x", "    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^", "not under", ""),
    ("GET https://cerb.example.com:x/rest/x", "    ^" + "^" * 32, "not under", ""),
    ("GET //evil/x", "    ^^^^^^^^", "another host", ""),
    ("GET '/\\evil/x'", "    ^^^^^^^^^^", "no backslash", ""),
    ("GET '\\\\evil'", "    ^^^^^^^^", "no backslash", ""),
    ("GET records//ticket", "    ^^^^^^^^^^^^^^^", "no empty segment", ""),
    ("GET records/ticket//", "    ^^^^^^^^^^^^^^^^", "no empty segment", ""),
    ("GET rest//workers/me", "    ^^^^^^^^^^^^^^^^", "no empty segment", ""),
    ("GET records/.json", "    ^^^^^^^^^^^^^", "no empty segment", ""),
    ("GET ../oauth/authorize", "    ^^^^^^^^^^^^^^^^^^", "climbs above the root", ""),
    ("GET records/../../x", "    ^^^^^^^^^^^^^^^", "climbs above the root", ""),
    ("GET https://cerb.example.com/rest/../x", "    ^" + "^" * 33, "climbs above the root", ""),
    ("GET records/%2e%2e/x", "    ^^^^^^^^^^^^^^^^", "hides", ""),
    ("GET records/.%2E/x", "    ^^^^^^^^^^^^^^", "hides", ""),
    ("GET records%2fticket", "    ^^^^^^^^^^^^^^^^", "hides", ""),
    ("GET records%5cticket", "    ^^^^^^^^^^^^^^^^", "hides", ""),
    ("GET records/%252e%252e/x", "    ^^^^^^^^^^^^^^^^^^^^", "hides", ""),
    ("GET records/%0a", "    ^^^^^^^^^^^", "hides", ""),
    ("GET records/ti\x07cket", "    ^^^^^^^^^^^^^^^", "no control character", ""),
    ("GET 'records/ti\ncket'", "    ^^^^^^^^^^^^^^^^^", "no control character", ""),
    ("GET records/ti\x00cket", "    ^^^^^^^^^^^^^^^", "no control character", ""),
    ("GET records/ti\x9bcket", "    ^^^^^^^^^^^^^^^", "no control character", ""),
    ("GET records/ti\udcffcket", "    ^^^^^^^^^^^^^^^", "no control character", ""),
    ("GET workers/me#x", "    ^^^^^^^^^^^^", "no fragment", "%23"),
    ("GET workers/me?x=%ff", "    ^^^^^^^^^^^^^^^^", "no UTF-8", ""),
    ("search ..", "       ^^", "cannot be a segment", ""),
    ("search ''", "       ^^", "cannot be a segment", ""),
    ("search 'a\\b'", "       ^^^^^", "no backslash", ""),
    # Words without a place
    ("GET workers/me status:o", "               ^^^^^^^^", "GET workers/me takes no query", "key=value"),
    ("GET no/such/path status:o", "                 ^^^^^^^^", "not known to take a query", ""),
    ("GET no/such/path q=a OR b", "                     ^^", "not known to take a query", ""),
    ("PUT records/task/5 title = x", "                   ^^^^^", "takes no query", "without white space"),
    ("PUT records/task/5 title= x", "                          ^", "takes no query", ""),
    ("PUT records/task/5 'title'=x", "                   ^^^^^^^^^", "takes no query", ""),
    ("PUT records/task/5 'title=a b'", "                   ^^^^^^^^^^^", "takes no query", "key='two words'"),
    ("PUT records/task/5 1x=x", "                   ^^^^", "takes no query", ""),
    ("PUT records/task/5 title=(a b)", "                            ^^", "takes no query", ""),
    ("POST records/ticket/search status:o", "                           ^^^^^^^^", "not known to take a query", ""),
    ("help a b", "       ^", "no more arguments", "help [TOPIC]"),
    ("diff 1 2 3", "         ^", "no more arguments", "diff A B"),
    ("compose hello to=x", "        ^^^^^", "no more arguments", ""),
    ("search", "^^^^^^", "search needs TYPE", "search TYPE [WORDS…]"),
    ("save mine", "^^^^", "save needs LINE", "save NAME LINE…"),
    ("as curl", "^^", "as needs LINE", ""),
    ("compose", "^^^^^^^", "compose needs FIELDS", ""),
    ("let x", "^^^", "let needs =", ""),
    # Options
    ("GET workers/me --selct x", "               ^^^^^^^", "--selct is no option", "did you mean --select?"),
    ("GET workers/me --no_history", "               ^^^^^^^^^^^^", "no option", "did you mean --no-history?"),
    ("GET records/ticket/search --sort=x", "                          ^^^^^^", "no option", ""),
    ("GET records/ticket/search -x", "                          ^^", "-x is no option", ""),
    ("GET workers/me --H a:b", "               ^^^", "no option", ""),
    ("help --all", "     ^^^^^", "no option", ""),
    ("GET workers/me --all=5", "               ^^^^^^^", "--all takes no value", ""),
    ("GET workers/me --select", "               ^^^^^^^^", "--select needs a value", "--select EXPR"),
    ("GET workers/me --select=", "               ^^^^^^^^^", "--select needs a value", ""),
    ("GET workers/me --select --all", "               ^^^^^^^^", "--select needs a value", ""),
    ("GET workers/me --select | jq", "               ^^^^^^^^", "--select needs a value", ""),
    ("GET workers/me --select |jq", "                        ^", "no value begins with |", "white space"),
    ("GET workers/me --table id", "                       ^^", "takes no query", ""),
    ("GET workers/me -H", "               ^^", "-H needs a value", "Name: value"),
    ("GET workers/me -H 'Authorization: Bearer x'", "                  ^" + "^" * 24, "cerbsh's own", ""),
    ("GET workers/me -H 'hOST: x'", "                  ^^^^^^^^^", "cerbsh's own", ""),
    ("GET workers/me -H Cookie:x", "                  ^^^^^^^^", "cerbsh's own", ""),
    ("GET workers/me -H 'Content-Length: 5'", "                  ^^^^^^^^^^^^^^^^^^^", "cerbsh's own", ""),
    ("GET workers/me -H 'X-A: a\r\nB: c'", "                  ^^^^^^^^^^^^^^", "no control character", ""),
    ("GET workers/me -H 'X A: b'", "                  ^^^^^^^^", "no header", "Name: value"),
    ("GET workers/me -H 'X-A: €'", "                  ^^^^^^^^", "Latin-1", ""),
    ('GET workers/me -H "X-A: $line"', "                  ^^^^^^^^^^^^", "no control character", ""),
    # Pipes and redirections
    ("GET workers/me|jq .id", "                  ^^^", "takes no query", "white space around |"),
    ("GET workers/me |jq", "               ^^^", "white space", "quotes"),
    ("GET workers/me >x", "               ^^", "white space", ""),
    ("GET workers/me |", "               ^", "a command is missing behind |", ""),
    ("GET workers/me >", "               ^", "the name of a file is missing behind >", ""),
    ("GET workers/me >> ", "               ^^", "the name of a file is missing behind >>", ""),
    ("GET workers/me > a b", "                   ^", "nothing may follow", ""),
    ("GET workers/me > a | b", "                   ^^^", "nothing may follow", ""),
    ("GET workers/me > a --raw", "                   ^^^^^", "nothing may follow", ""),
    ("GET workers/me > |x", "                 ^^", "no name of a file", ""),
    ("PUT records/task/5 title=(a | b)", "                            ^", "inside brackets", "quotes"),
    ("help |x", "     ^^", "white space", ""),
    # JSON
    ("POST x/y a:=", "            ^", "a JSON value is missing", ""),
    ("POST x/y a:=text", "            ^", "no JSON", "key=text"),
    ("POST x/y a:=[1,]", "               ^", "no JSON", ""),
    ('POST x/y a:={"k": x}', "                  ^", "no JSON", ""),
    ("POST x/y a:='[1, x]'", "            ^", "no JSON", ""),
    ("POST x/y a:=[1, 2", "            ^", "bracket is never closed", ""),
    ("POST x/y a:=NaN", "            ^^^", "NaN is no JSON", ""),
    ("POST x/y a:=[]", "            ^^", "empty list", ""),
    ('POST x/y a:={"k": {}}', "            ^^^^^^^^^", "empty object", ""),
    ('POST x/y a:={"a[b]": 1}', "            ^^^^^^^^^^^", "'a[b]' cannot stand in a form", ""),
    ('POST x/y a:={"": 1}', "            ^^^^^^^", "cannot stand in a form", ""),
    ("POST x/y a:=" + "[" * 70 + "1" + "]" * 70, "            " + "^" * 141, "nested too deep", ""),
    # Files, bodies
    ("POST x/y a=@", "            ^", "the name of a file is missing", ""),
    ("POST data/query type:x a=b", "                       ^^^", "the query is the body", "key==value"),
    # References
    ("GET workers/me x=$nope", "                 ^^^^^", "$nope is not known", "\\$"),
    ("GET workers/me x=${nope}", "                 ^^^^^^^", "${nope} is not known", ""),
    ('GET workers/me x="a $nope"', "                    ^^^^^", "not known", ""),
    ("GET records/ticket/$nope", "                   ^^^^^", "not known", ""),
    ("GET workers/me x=$list", "                 ^^^^^", "$list is a list, text is wanted", ""),
    ("GET workers/me x=$_.results[0]", "                 ^^^^^^^^^^^^^", "is an object", ""),
    ("GET workers/me x=$_.result", "                    ^^^^^^", "no 'result'", "did you mean results?"),
    ("GET workers/me x=$_.results[5].id", "                           ^^^", "1 entries", ""),
    ("GET workers/me x=$_.results.id", "                            ^^", "a list", "[0]"),
    ("GET workers/me x=$_.results[0].id.x", "                                  ^", "a number", ""),
    ("GET workers/me x=$99.results", "                 ^^^^^^^^^^^", "there is no reply 99", ""),
    ("GET records/ticket/$empty", "                   ^^^^^^", "empty", ""),
    ("GET records/ticket/$dots", "                   ^^^^^", "cannot be a segment", ""),
    ("GET records/ticket/$line", "                   ^^^^^", "no control character", ""),
    ("GET records/$_.results/12", "            ^^^^^^^^^^", "is a list", ""),
    ("GET workers/me?x=$half", "    ^^^^^^^^^^^^^^^^^^", "UTF-8", ""),
    ("GET workers/me?x=1#y", "    ^^^^^^^^^^^^^^^^", "no fragment", ""),
    ("GET workers/me x=$half", "                 ^^^^^", "UTF-8", ""),
    ("POST x/y a:=$nope", "            ^^^^^", "not known", ""),
    ("POST x/y a[$brackets]=1", "           ^^^^^^^^^", "a bracket cannot stand in a key", ""),
]


@pytest.mark.parametrize(("line", "caret", "message", "hint"), ERRORS, ids=[row[0] for row in ERRORS])
def test_a_line_is_refused_at(line: str, caret: str, message: str, hint: str) -> None:
    with pytest.raises(LineError) as caught:
        meaning(line)
    error = caught.value
    assert " " * error.start + "^" * (error.end - error.start) == caret
    assert message in error.message
    assert hint in error.hint
    assert error.text == line
    assert error.exit is Exit.USAGE


@pytest.mark.parametrize("path", ["https://cerb.example.com/rest/x", "https://cerb.example.com/cerbx/rest/x"])
def test_a_url_beside_the_base_url_is_refused(path: str) -> None:
    with pytest.raises(LineError, match="not under"):
        meaning(f"GET {path}", GRAMMAR._replace(base_url="https://cerb.example.com/cerb/"))


def test_a_url_is_refused_where_there_is_no_base_url() -> None:
    with pytest.raises(LineError, match="not under"):
        meaning("GET https://cerb.example.com/rest/x", GRAMMAR._replace(base_url=""))
