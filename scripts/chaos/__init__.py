"""The fleet under load while everything around it breaks, and a comparison of what was promised with what is there."""
