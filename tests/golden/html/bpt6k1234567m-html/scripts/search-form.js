html/scripts/search-form.js, as it is
