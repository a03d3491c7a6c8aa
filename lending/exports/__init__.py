"""The budget as a workbook."""
