"""The verbs that write: keyword-only, `by=` the acting user, one transaction each."""
