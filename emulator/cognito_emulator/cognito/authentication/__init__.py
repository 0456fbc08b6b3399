"""How somebody proves to be who they say: passwords, Secure Remote Password, challenges, second factors."""
