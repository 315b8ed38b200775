"""Many jobs in steady load, to see that nothing grows."""
