html/scripts/fold.js, as it is
