"""Operations of Cognito's API, a topic of AWS's reference a file, each by its name in the reference.

Each takes the service's parts, a request that fits the API's model, and the caller, and gives the members of
its answer. Raises AwsError for AWS's refusals.
"""
