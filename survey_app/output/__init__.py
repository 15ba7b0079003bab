"""What leaves the system as a file or a picture: QR codes, posters, charts, tables."""
