"""What goes wrong outside: a statement that fails, two who write at once, the same form twenty times, a full disk."""
