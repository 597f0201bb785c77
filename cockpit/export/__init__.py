"""Files that leave the cockpit: what is stated is what is in them."""
