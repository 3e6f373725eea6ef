"""A structured interview and hiring-loop tracker whose server holds the rules."""
