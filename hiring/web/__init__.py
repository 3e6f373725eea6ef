"""What every page leans on: who may (access marks), what an error looks like, forms, paging, words and navigation."""
