"""The hosted UI: sign-up, confirmation, sign-in and forgotten password in a browser, at AWS's paths.

Paths and parameters: "User-interactive managed login and classic hosted UI endpoints" in the Cognito
developer guide. The pages ask the service that answers the user pools API, so every trigger runs and every
refusal is the API's own. They differ from AWS's in two things: they ask for no second factor (who has one is
refused), and they do ask for the custom attributes that the app client may write.
"""
