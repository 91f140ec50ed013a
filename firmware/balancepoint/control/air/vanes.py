"""Who turns the vanes: we do where the installer has said where people sit, else the unit's own automatic."""

from .vane_automatic import VaneAutomatic


def vane_for(settings):
    """The vanes that the settings ask for; what is not asked for is not loaded."""
    if settings.own_fan and settings.zones:
        from .vane import Vane

        return Vane(settings)
    return VaneAutomatic()
