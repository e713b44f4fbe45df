html/scripts/zoom.js, as it is
