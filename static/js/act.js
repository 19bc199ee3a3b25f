// What can be done with a question, without leaving its page: half-written words stay, and the page says that it worked.

import { renewLiveParts } from './page.js'

const said = document.getElementById('said')

async function act(form) {
  const entry = form.closest('[data-seq]')?.id
  const response = await fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: 'application/json' },
  })
  const answer = await response.json()
  if (response.status === 401 || response.status === 404) throw new Error('signed out')
  if (response.status === 400) return (said.textContent = answer.error) // what was typed stays, to be mended
  form.reset()
  document.activeElement.blur() // the pressed button will be gone
  await renewLiveParts()
  const near = entry && document.getElementById(entry)?.querySelector('.entry__masking > summary')
  ;(near || document.getElementById('gesprek')).focus({ preventScroll: true })
  said.textContent = answer.said ?? answer.error
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('form[data-act]') || event.defaultPrevented) return
  event.preventDefault()
  said.textContent = ''
  // What goes wrong here, the server tells on a page of its own.
  act(form).catch(() => form.submit())
})

// Whoever leaves a question in the middle of a sentence is asked first.
addEventListener('beforeunload', (event) => {
  if ([...document.querySelectorAll('form[data-write] textarea')].some((box) => box.value.trim())) event.preventDefault()
})
