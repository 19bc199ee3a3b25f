// A button that prints the page; on paper stands only what the sheet for it lets through.

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
