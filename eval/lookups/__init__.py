"""Questions about one account that its record answers, beside those that only its notes can: learned, and scored."""
