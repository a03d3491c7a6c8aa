"""Lists to take away: Phụ lục IV, and the registrations in view."""
