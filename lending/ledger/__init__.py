"""The ledger: the only way money moves in the portal (design: "The money")."""
