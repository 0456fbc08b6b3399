"""What outlives the emulator: generations, each a whole state in one encrypted file, in `--state-dir`."""
