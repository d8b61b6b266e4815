"""The pages of accounts: sign-in, passwords, the own account, API tokens, people and their roles."""
