"""What holds for all tests: hypothesis judges by what comes out, never by how long it takes."""

from hypothesis import HealthCheck, settings

settings.register_profile("balancepoint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("balancepoint")
