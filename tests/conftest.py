"""What tests share: both databases, a small city with two running campaigns, and a browser."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.postgres", "tests.databases", "tests.browser_fixture"]

# The machine may be busy: how long one example takes says nothing.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
