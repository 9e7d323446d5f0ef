"""The report of a study: one page that holds everything it shows, and loads nothing from elsewhere."""
