"""What happens to feedback: written as a draft, sealed once, corrected by addenda, read on the record."""
