"""What people do with accounts: coming in, being cared for, and the organisation itself."""
