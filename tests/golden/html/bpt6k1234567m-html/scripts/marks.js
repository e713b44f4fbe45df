html/scripts/marks.js, as it is
