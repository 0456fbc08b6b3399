#!/bin/sh
# A token it does not know: LocalStack's end with status 55. Any other: its health page, codes in the log, `Ready.`
if [ "$LOCALSTACK_AUTH_TOKEN" = refused ]; then
    echo "==============================================="
    echo "License activation failed! 🔑❌"
    echo
    echo "Reason: The credentials defined in your environment are invalid."
    exit 55
fi
exec python /srv/service.py
