html/scripts/view.js, as it is
