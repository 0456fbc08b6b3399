"""An app that people sign in to by the hosted UI, and the overview of who they are (`make demo-web`)."""
