"""People, sign-in, trusts, sites, departments and dated memberships."""
