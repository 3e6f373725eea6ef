"""From rows to what a page says: frozen values, sorted into the sections that the reader sees."""
