"""Forms of the registrations app."""
