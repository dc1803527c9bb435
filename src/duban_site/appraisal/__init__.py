"""考核: rules that the office declares, scores from frozen months, objections, publication."""
