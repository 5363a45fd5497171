"""The front desk's workspace: sheets to print, the bookings of the day. It shows no finding that is not on a sheet."""
