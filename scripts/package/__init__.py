"""What is packaged for Lambda."""
