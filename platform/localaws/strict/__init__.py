"""What the local AWS puts right in moto: each rule a small file with AWS's own page."""
