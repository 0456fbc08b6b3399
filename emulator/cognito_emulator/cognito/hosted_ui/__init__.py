"""The hosted UI: sign-up, confirmation, sign-in, passkeys, forgotten password, at AWS's paths.

Paths and parameters: "User-interactive managed login and classic hosted UI endpoints" in the Cognito
developer guide. The pages ask the service that answers the user pools API, so every trigger runs and every
refusal is the API's own. They differ from AWS's in one thing: they ask for the custom attributes that the app
client may write.
"""
