"""The stack on this machine: started, deployed, looked at, stopped."""
