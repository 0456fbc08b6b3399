"""What counts as proof that somebody signed up, since CONFIRMED alone is none.

An administrator's users, imported and migrated ones are CONFIRMED too, and get neither a profile nor a group
from this flow. Cognito keeps no note of how a user came, so it is one of:

- the PostConfirmation trigger was called for them, and left them to the repair queue;
- the PreSignUp trigger was called for them, and left their user name in its log. It is called before there is
  a user, so this holds for somebody whose PostConfirmation never ran, for as long as the log is kept;
- their profile: whoever has one has signed up, or was let in by an operator.

A change of their attributes, which CloudTrail tells, proves nothing: a profile that is there gets the pool's
address and name, and nobody a group. An operator's own word needs no repair: `make adopt` writes the profile.
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserType.html
"""

from __future__ import annotations

POST_CONFIRMATION = "PostConfirmation"
PRE_SIGN_UP = "PreSignUp"
PROFILE = "profile"
ATTRIBUTES_CHANGED = "AttributesChanged"

PROOFS = frozenset({POST_CONFIRMATION, PRE_SIGN_UP, PROFILE, ATTRIBUTES_CHANGED})

# Trigger sources of PreSignUp that are a sign-up; PreSignUp_AdminCreateUser is an administrator's.
# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
SIGN_UP_SOURCES = frozenset({"PreSignUp_SignUp", "PreSignUp_ExternalProvider"})
