// A button that copies the text of the element it names, and says whether that worked.

for (const button of document.querySelectorAll('[data-copy]')) {
  const status = document.getElementById('copy-status')
  button.hidden = !navigator.clipboard
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim())
      status.textContent = button.dataset.copied
    } catch {
      status.textContent = button.dataset.notCopied
    }
  })
}
