"""The manager's workspace: releases to look at, to compare and to export. It holds no key to any record."""
