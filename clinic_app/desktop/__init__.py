"""The windows. The only layer that knows Qt; what a page does stands in a presenter beside it, without Qt."""
