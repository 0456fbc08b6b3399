"""One person's way through the flow, in the terminal and in a browser."""
