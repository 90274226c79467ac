module parallax.local/stand-in

go 1.26.0
