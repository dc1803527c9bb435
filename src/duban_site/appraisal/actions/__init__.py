"""One file a verb: may you, do it, log it, in one transaction."""
