"""Amazon Cognito user pools: MiniStack's, held to AWS's rules by middleware."""
