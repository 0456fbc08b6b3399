"""Operations of the user pools API, by what they are about."""
