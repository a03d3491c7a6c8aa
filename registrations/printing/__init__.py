"""Papers of the registrations app, drawn in the frame of an official document."""
