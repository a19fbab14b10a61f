"""Pictures, carousels and reels on an Instagram professional account through the Graph API."""
