"""Forms of the lending app."""
