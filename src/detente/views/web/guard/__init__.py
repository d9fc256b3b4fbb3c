"""What stands before the web server's own code: who may ask what, how much and how often."""
