"""The report on a class: what was counted, what it means, and the page that shows it."""
