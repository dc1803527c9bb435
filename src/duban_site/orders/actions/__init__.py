"""One file a verb or family of verbs: may you, do it, log it, in one transaction."""
