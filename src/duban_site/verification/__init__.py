"""年度核对: a finished year's plan held against the next report, a bulletin, or figures."""
