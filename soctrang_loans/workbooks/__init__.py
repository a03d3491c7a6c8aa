"""Plain Python: the workbooks and lists that leave the portal. Imports no model."""
