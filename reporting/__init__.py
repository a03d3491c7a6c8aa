"""Obligations, returns, figures, the provincial report, dashboards; pages that compose everything."""
