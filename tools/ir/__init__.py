"""Infrared remotes on the laptop: what a state looks like in light, and what light says."""
