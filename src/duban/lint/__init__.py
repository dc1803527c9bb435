"""体检: what a report's author should mend before promising it.

takes a `Report`; gives `Finding`s, each with its rule, its quote and what to write instead;
never changes the report, never judges progress, never reads a file but its own words.
"""

from duban.lint.finding import SEVERITIES, Finding, Severity
from duban.lint.registry import RULES, lint
from duban.lint.rule import Rule

__all__ = ["RULES", "SEVERITIES", "Finding", "Rule", "Severity", "lint"]
