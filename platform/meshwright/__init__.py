"""meshwright: from the specs of data products to a provisioned data mesh on AWS."""
