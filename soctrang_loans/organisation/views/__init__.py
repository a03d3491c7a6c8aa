"""Pages of accounts, postings, agencies and territory."""
