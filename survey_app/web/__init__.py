"""Pages, one module per kind of user: resident, worker, analyst; no SQL here."""
