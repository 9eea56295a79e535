"""What is asked of what is deployed: drift, doctor, sweep."""
