"""年度核对: check a finished year's plan by the next report, a statistical bulletin, or figures."""
