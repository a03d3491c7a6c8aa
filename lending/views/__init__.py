"""Views of the lending app."""
