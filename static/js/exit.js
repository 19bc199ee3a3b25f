// The way out: blank the page first, then end the session, then leave: what was on the page is not in this tab's history.

const form = document.getElementById('exit')
const WITHIN = 2000
const PRESSES = 3

function leave() {
  const url = form.dataset.exitUrl
  const { action } = form
  const body = new URLSearchParams(new FormData(form))
  document.documentElement.hidden = true
  for (const field of document.querySelectorAll('input, textarea, select')) field.value = ''
  document.body.replaceChildren()
  dispatchEvent(new Event('left'))
  fetch(action, { method: 'POST', body, keepalive: true, redirect: 'manual' }).catch(() => {})
  location.replace(url)
}

let presses = []

function countPress(event) {
  // A held key repeats, and an input method uses Esc to cancel a word: neither is somebody who wants to leave.
  if (event.key !== 'Escape' || event.repeat || event.isComposing || event.keyCode === 229) return
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp]
  if (presses.length >= PRESSES) return leave()
  const status = document.getElementById('exit-status')
  status.textContent = presses.length === PRESSES - 1 ? form.dataset.onceMore : ''
}

if (form) {
  document.addEventListener('submit', (event) => {
    if (event.target.action !== form.action) return
    event.preventDefault()
    leave()
  })
  document.addEventListener('keydown', countPress, { capture: true })
  // A browser may bring a page back from memory although it was told not to keep it.
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      document.documentElement.hidden = true
      location.reload()
    }
  })
}
