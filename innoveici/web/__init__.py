"""Pages for those who have no shell, by link, after signing in, or for anybody; and the API."""
