"""What outlives the emulator in `--state-dir`: the user pools' database, and generations beside it.

A generation is the whole state of all other services in one encrypted file.
"""
