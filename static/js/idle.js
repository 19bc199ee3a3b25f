// A conversation that nobody touches closes. Who types, taps, scrolls or presses a key is still here and keeps it open; a page that asks by
// itself does not. Minutes before the end a calm line says so.
//
// At the end what was said goes from the screen. Nobody answered the warning, so nobody may be there, or somebody else: without unsent words
// the page leaves as with the way out. Unsent words are worth more than that: they are folded away, to be copied, and leave ten minutes later.

import { leave } from './exit.js'
import { loadPage } from './page.js'

const WARNS = 5 * 60_000
const WARNS_AGAIN = 60_000
const ASKS_EVERY = 2 * 60_000
const STAYS = 10 * 60_000
const LOOKS_EVERY = 5_000

const line = () => document.getElementById('idle')
let closesAt = Infinity
let isLast = false
let askedAt = Date.now()
let isOver = false

const unsent = () => document.querySelector('form[data-write] textarea')?.value.trim() ?? ''

function tell(text, button = false) {
  line().classList.toggle('idle--warns', Boolean(text))
  document.getElementById('still-here').hidden = !button
  const status = document.getElementById('idle-text')
  if (status.textContent === text) return
  status.textContent = text
  if (text) line().scrollIntoView({ block: 'nearest' })
}

function hear({ closesIn, isLast: last }) {
  if (closesIn === undefined || isOver) return
  closesAt = Date.now() + 1000 * closesIn
  isLast = last !== undefined
  look()
}

function look() {
  if (!line() && !isOver) return
  const left = closesAt - Date.now()
  if (isOver) {
    if (left < -STAYS) leave()
  } else if (left <= 0) close()
  else if (left > WARNS) tell('')
  else if (isLast) tell(line().dataset.last)
  else tell(left > WARNS_AGAIN ? line().dataset.soon : line().dataset.verySoon, true)
}

function close() {
  const words = unsent()
  if (!words) return leave()
  isOver = true
  const main = document.getElementById('inhoud')
  main.className = 'page page--narrow'
  main.replaceChildren(document.getElementById('closed').content.cloneNode(true))
  document.getElementById('unsent').value = words
  dispatchEvent(new Event('left'))
  main.focus()
  look()
}

// Somebody is here: the question is asked on their behalf, and the server keeps the session open.
async function stay() {
  if (isOver || !line()) return
  askedAt = Date.now()
  const { newsUrl, seq } = document.getElementById('log').dataset
  try {
    const page = await loadPage(`${newsUrl}?since=${seq}`, { byItself: false })
    hear(page.getElementById('log-news').dataset)
  } catch {
    askedAt = 0 // the next touch tries again
  }
}

function act() {
  if (Date.now() - askedAt > ASKS_EVERY || closesAt - Date.now() < WARNS) stay()
}

for (const touch of ['keydown', 'pointerdown', 'wheel', 'touchmove']) addEventListener(touch, act, { capture: true, passive: true })
document.getElementById('still-here')?.addEventListener('click', stay)
document.addEventListener('visibilitychange', look)
addEventListener('heard', ({ detail }) => hear(detail))
// The page asked and heard that the session is over. When that is because its time was up, it ends here.
addEventListener('over', (event) => {
  if (!isOver && closesAt > Date.now()) return
  event.preventDefault()
  look()
})
setInterval(look, LOOKS_EVERY)
hear(line()?.dataset ?? {})
