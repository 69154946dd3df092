"""Completion: what may stand at the cursor, the best first."""

from cerbsh.language.completion.complete import MOST, Candidate, complete, place_at
from cerbsh.language.completion.known import Known, count_uses
from cerbsh.language.completion.place import Place, Want

__all__ = ["MOST", "Candidate", "Known", "Place", "Want", "complete", "count_uses", "place_at"]
