"""What a pool mails and texts."""
