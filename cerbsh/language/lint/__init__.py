"""Lint: before Cerb stays silent, cerbsh speaks.

Cerb answers most mistakes with a success: an unknown filter finds nothing, a broken query finds everything, an unknown
parameter is ignored. Each rule here is one such mistake.
"""

from __future__ import annotations

from collections.abc import Sequence

from cerbsh.language.analysis import Analysis
from cerbsh.language.lint import item_rules, path_rules
from cerbsh.language.lint.rule import RULES, Finding, Rule, Severity, Spot

__all__ = ["Finding", "Rule", "Severity", "Spot", "item_rules", "lint", "path_rules", "rules"]


def lint(analysis: Analysis) -> tuple[Finding, ...]:
    """Everything the rules find in a line, in the order of the text. Never raises."""
    if analysis.request is None:
        return ()
    wanted = rules() if analysis.request.query_name else RULES
    found = [finding for rule in wanted for finding in rule.findings(analysis)]
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.severity != "error")))


def rules() -> Sequence[Rule]:
    """Every rule, in the order in which the reference lists them. Those about queries are loaded where there is one."""
    from cerbsh.language.lint import query_rules

    assert query_rules
    return RULES
