"""Pages of sign-in and of one's own account. All of them work without JavaScript."""
