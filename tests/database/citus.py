"""A stand-in for the extension Citus: functions of the same names, which note what they are asked to do."""

STAND_IN = (
    "CREATE TABLE pg_dist_partition (logicalrelid regclass)",
    "CREATE TABLE asked (position serial, name text, by text, beside text, shards integer)",
    "CREATE FUNCTION citus_get_active_worker_nodes() RETURNS SETOF text LANGUAGE sql AS $$ VALUES ('a'), ('b') $$",
    """
    CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS $$
        INSERT INTO pg_dist_partition VALUES (table_name);
        INSERT INTO asked (name) VALUES (table_name::text);
    $$
    """,
    # As in Citus 10 and later, which takes no number of shards where a table lies beside another.
    """
    CREATE FUNCTION create_distributed_table(
        table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
        colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF shard_count IS NOT NULL AND colocate_with NOT IN ('default', 'none') THEN
            RAISE EXCEPTION 'cannot use colocate_with with a table and shard_count at the same time';
        END IF;
        INSERT INTO pg_dist_partition VALUES (table_name);
        INSERT INTO asked (name, by, beside, shards)
            VALUES (table_name::text, distribution_column, colocate_with, shard_count);
    END $$
    """,
)
"""Statements that make it; ``asked`` is the table of what it was asked."""
