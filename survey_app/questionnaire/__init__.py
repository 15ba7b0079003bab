"""What is asked: definitions, rules and answers of questionnaires. Pure: no Flask, no SQL."""
