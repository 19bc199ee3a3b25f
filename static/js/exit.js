// The way out: blank the page first, then end the session, then leave: what was on the page is not in this tab's history.
// Every other page of ours in this browser goes along.

const WITHIN = 2000
const PRESSES = 3

const form = () => document.getElementById('exit')

function blank() {
  document.documentElement.hidden = true
  for (const field of document.querySelectorAll('input, textarea, select')) field.value = ''
  document.body.replaceChildren()
  dispatchEvent(new Event('left'))
}

const others = 'BroadcastChannel' in window ? new BroadcastChannel('leave') : null

export function leave() {
  const { action } = form()
  const url = form().dataset.exitUrl
  const body = new URLSearchParams(new FormData(form()))
  blank()
  others?.postMessage(url)
  fetch(action, { method: 'POST', body, keepalive: true, redirect: 'manual' }).catch(() => {})
  location.replace(url)
}

function leaveToo({ data }) {
  if (document.documentElement.hidden || data !== form()?.dataset.exitUrl) return
  blank()
  location.replace(data)
}

let key = ''
let presses = []
// A Shift counts only when nothing else was pressed before it came up: a capital letter is nobody who wants to leave.
let isAlone = false
let forget = null

function tell(text) {
  const status = document.getElementById('exit-status')
  if (status) status.textContent = text
}

function count(pressed, at) {
  if (pressed !== key) presses = []
  key = pressed
  presses = [...presses.filter((before) => at - before < WITHIN), at]
  if (presses.length >= PRESSES) return leave()
  tell(presses.length === PRESSES - 1 ? form().dataset.onceMore.replace('{key}', key === 'Shift' ? 'Shift' : 'Esc') : '')
  clearTimeout(forget)
  forget = setTimeout(tell, WITHIN, '')
}

function onKeyDown(event) {
  // An input method uses Esc to cancel a word, and a held key repeats: neither is somebody who wants to leave.
  const isOurs = form() && !event.isComposing && event.keyCode !== 229
  isAlone = isOurs && event.key === 'Shift' && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey
  if (event.key === 'Escape' && isOurs && !event.repeat) count('Escape', event.timeStamp)
  else if (event.key !== 'Shift') presses = []
}

function onKeyUp(event) {
  if (event.key !== 'Shift' || !isAlone) return
  isAlone = false
  count('Shift', event.timeStamp)
}

document.addEventListener('submit', (event) => {
  if (!form() || event.target.action !== form().action) return
  event.preventDefault()
  leave()
})
document.addEventListener('keydown', onKeyDown, { capture: true })
document.addEventListener('keyup', onKeyUp, { capture: true })
document.addEventListener('pointerdown', () => (isAlone = false), { capture: true })
others?.addEventListener('message', leaveToo)

// A browser may keep a page in memory although it was told not to: what it keeps is blank, and is asked for again.
addEventListener('pagehide', () => (document.documentElement.hidden = true))
addEventListener('pageshow', (event) => event.persisted && location.reload())
