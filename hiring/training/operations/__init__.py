"""What happens on the ladder: beginning, practice sealed and compared, promotions, renewals."""
