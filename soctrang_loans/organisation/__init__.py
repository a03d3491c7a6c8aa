"""Territory, agencies, people's postings, access and the portal's clock."""
