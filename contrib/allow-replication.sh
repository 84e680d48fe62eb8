#!/bin/sh
# PostgreSQL's image runs this once, when it makes the data folder: a standby may then follow this server.
set -eu
echo 'host replication all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
