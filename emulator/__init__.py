"""A Cognito-capable AWS on this machine: MiniStack's ASGI app in middleware that adds what AWS does and it does not.

Knows AWS's APIs and nothing of any one project: no table, group or attribute has its name in here.
"""
