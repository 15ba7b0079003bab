"""The only place that knows SQL: models, queries and the connection."""
