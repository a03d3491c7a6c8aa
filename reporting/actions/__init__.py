"""The verbs of reporting: each one transaction, keyword-only, by the acting user."""
