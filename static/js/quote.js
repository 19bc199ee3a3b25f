// Answering one message in particular: the buttons that work as form submits without scripts fill the form in place.

const write = () => document.getElementById('write')

export function clearQuote(form) {
  const block = form.querySelector('[data-quote]')
  if (!block) return
  form.elements.quote.value = ''
  block.hidden = true
}

function quote(form, entry) {
  form.elements.quote.value = entry.dataset.seq
  form.querySelector('[data-quote-author]').textContent = entry.querySelector('.entry__author').textContent.trim()
  const paragraphs = [...entry.querySelectorAll('.entry__words p')].map((paragraph) => paragraph.innerText)
  const words = form.querySelector('[data-quote-words]')
  words.textContent = paragraphs.join('\n')
  words.lang = entry.querySelector('.entry__words').lang
  form.querySelector('[data-quote]').hidden = false
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[name="choose_quote"]')
  const form = write()
  if (!button || !form) return
  event.preventDefault()
  if (button.value) quote(form, button.closest('[data-seq]'))
  else clearQuote(form)
  form.elements.words.focus()
})
