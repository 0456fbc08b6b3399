"""AWS on this machine: Cognito user pools of its own, and MiniStack's other services beside them.

Knows AWS's APIs and nothing of any one project: no table, group or attribute has its name in here.
"""

__version__ = "0.1.0"
