"""Posts on a Facebook Page through the Graph API."""
