"""The references as a live implementation: the adapter protocol over the processes that the generator asks."""
