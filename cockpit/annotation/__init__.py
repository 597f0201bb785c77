"""Notes of events on series: what happened, to which indicator, where and when; approved before everybody sees them."""
