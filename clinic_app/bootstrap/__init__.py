"""The only place that builds concrete objects and joins the layers. Used by the command line, the desktop and tests."""
