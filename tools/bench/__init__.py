"""`make bench`: what issue 4's table of speed asks for, through the real server, a real browser and wrk, in one run."""
