"""What a pool's tokens say, and who signs them."""
