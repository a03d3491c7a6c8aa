"""Plain Python: the page frame of an official document, its fonts and its PDF. Imports no model."""
