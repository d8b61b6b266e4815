"""Who may do what: permissions, roles, the policy and the access log."""
