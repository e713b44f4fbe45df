html/scripts/results.js, as it is
