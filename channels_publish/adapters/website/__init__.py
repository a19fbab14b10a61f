"""News records on a TYPO3 website through a reaction of EXT:interest."""
