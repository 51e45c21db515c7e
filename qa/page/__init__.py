"""What the page shows: HTML made from answers and documents, its words, its look."""
