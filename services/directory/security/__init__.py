"""Security of accounts (安全管理): rules for passwords, resets, locks and the second factor."""
