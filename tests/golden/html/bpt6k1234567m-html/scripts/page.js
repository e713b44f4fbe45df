html/scripts/page.js, as it is
