"""The provincial report as PDF and XLSX."""
