"""The budget (Phụ lục II), policies, dossiers, contracts and the ledger."""
