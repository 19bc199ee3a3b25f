// Whoever says who they are, or how old, sees the page made for them: the server makes it, with what was typed so far.

import { loadPage } from './page.js'

const main = () => document.getElementById('inhoud')
const form = () => document.getElementById('question')?.form

// What was typed while the page was on its way stays, and so does the place where somebody was.
function keepTyped(fresh) {
  for (const field of main().querySelectorAll('textarea, input:not([type=hidden]), select')) {
    const next = fresh.querySelector(`[id="${CSS.escape(field.id)}"]`)
    if (next) next.value = field.value
  }
}

// To whoever cannot see it: what the page begins with now.
function say() {
  const parts = [...main().querySelectorAll('.rather-talk, h1')].map((part) => part.textContent.trim().replace(/\s+/g, ' '))
  document.getElementById('page-said').textContent = parts.join(' ')
}

function swap(page, list) {
  const fresh = page.getElementById('inhoud')
  if (!fresh?.dataset.view || document.documentElement.hidden || fresh.dataset.view === main().dataset.view) return
  const focused = document.activeElement?.id
  keepTyped(fresh)
  main().replaceChildren(...document.adoptNode(fresh).childNodes)
  main().dataset.view = fresh.dataset.view
  document.body.className = page.body.className
  document.querySelector('.bottom')?.replaceWith(document.adoptNode(page.querySelector('.bottom')))
  const again = (focused && document.getElementById(focused)) || document.getElementById(list)
  ;(again || main()).focus({ preventScroll: Boolean(again) })
  again?.scrollIntoView({ block: 'end' }) // as much as can be of what stands above it: whom to call comes first
  say()
}

let asked = 0
let isDue = false

async function renew(list) {
  isDue = false
  const body = new URLSearchParams(new FormData(form()))
  const mine = ++asked
  // What goes wrong here harms nobody: the page stays as it is, and the button below does the same.
  const page = await loadPage(form().dataset.again, { body }).catch(() => null)
  if (page && mine === asked) swap(page, list)
}

// Arrow keys choose every line they pass in a closed list. Whoever uses keys has chosen when they leave the list, or press Enter.
let isPassing = false
const isList = (target) => target.matches?.('#asker, #age')

document.addEventListener('keydown', (event) => {
  if (!isList(event.target)) return
  isPassing = event.key !== 'Enter'
  if (isPassing) return
  event.preventDefault() // it would press the first button of the form, which says something else
  if (isDue) renew(event.target.id)
})

document.addEventListener('pointerdown', () => (isPassing = false))

document.addEventListener('change', ({ target }) => {
  if (!isList(target)) return
  isDue = true
  if (!isPassing) renew(target.id)
})

document.addEventListener('focusout', ({ target }) => {
  if (isDue && isList(target)) renew(target.id)
})
