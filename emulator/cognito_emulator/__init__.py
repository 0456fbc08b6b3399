"""AWS with Cognito on this machine: MiniStack's ASGI app, in middleware that adds what it lacks.

Knows AWS's APIs and nothing of any one project: no table, group or attribute has its name in here.
"""
