"""A request as it goes out."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.request import Request

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("%+/=& 20€"))


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1))
def test_a_form_is_encoded_as_the_standard_library_does_it(pairs: list[tuple[str, str]]) -> None:
    assert Request("POST", "x.json", form=tuple(pairs)).payload() == (
        urlencode(pairs).encode(),
        "application/x-www-form-urlencoded",
    )
