"""The verbs that write accounts and postings."""
