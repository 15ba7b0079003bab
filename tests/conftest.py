"""What tests share."""

pytest_plugins = ["tests.postgres", "tests.browser_fixture"]
