html/scripts/search.js, as it is
