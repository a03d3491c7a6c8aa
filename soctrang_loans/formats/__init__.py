"""Date and number formats of the portal, over Django's own Vietnamese ones."""
