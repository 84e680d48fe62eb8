#!/bin/bash
# Starts a PostgreSQL that follows the one at PGHOST; the first time it copies that one's data.
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    # What an interrupted copy left behind would be in the way.
    find "$PGDATA" -mindepth 1 -delete
    chmod 0700 "$PGDATA"
    pg_basebackup --pgdata "$PGDATA" --wal-method stream --checkpoint fast --write-recovery-conf
fi
exec postgres -c hot_standby=on
