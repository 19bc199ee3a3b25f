// Whoever says who they are, or how old, sees the page made for them: the server makes it, with what was typed so far.

import { loadPage } from './page.js'

const main = document.getElementById('inhoud')
const form = () => document.getElementById('question')?.form

// What was typed while the page was on its way stays, and so does the place where somebody was.
function keepTyped(fresh) {
  for (const field of main.querySelectorAll('textarea, input:not([type=hidden]), select')) {
    const next = fresh.querySelector(`[id="${CSS.escape(field.id)}"]`)
    if (next) next.value = field.value
  }
}

function swap(page) {
  const fresh = page.getElementById('inhoud')
  if (!fresh || document.documentElement.hidden || fresh.dataset.view === main.dataset.view) return
  const focused = document.activeElement?.id
  keepTyped(fresh)
  main.replaceChildren(...document.adoptNode(fresh).childNodes)
  main.dataset.view = fresh.dataset.view
  document.body.className = page.body.className
  document.querySelector('.bottom')?.replaceWith(document.adoptNode(page.querySelector('.bottom')))
  const again = focused && document.getElementById(focused)
  ;(again || main).focus({ preventScroll: Boolean(again) })
  again?.scrollIntoView({ block: 'end' }) // as much as can be of what stands above it: whom to call comes first
}

let asked = 0

document.addEventListener('change', async ({ target }) => {
  if (!target.matches?.('#asker, #age')) return
  const body = new URLSearchParams(new FormData(form()))
  const mine = ++asked
  // What goes wrong here harms nobody: the page stays as it is, and the button below does the same.
  const page = await loadPage(form().dataset.again, { body }).catch(() => null)
  if (page && mine === asked) swap(page)
})
