"""The explorer of a study: one page on which a reader chooses what to see of the dataset, and loads nothing."""
