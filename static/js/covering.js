// When an intaker covers or uncovers something, what stands on this screen already is shown anew.

import { coalesced, keepOpen, loadPage } from './page.js'

const log = document.getElementById('log')
const entries = document.getElementById('log-entries')

const isInUse = (entry) => entry.querySelector('input[name="passage"]:focus') !== null

const showAnew = coalesced(async () => {
  const fresh = await loadPage(`${log.dataset.newsUrl}?since=0`).catch(() => null)
  log.setAttribute('aria-live', 'off') // nothing new was said
  for (const entry of [...entries.children]) {
    const next = fresh?.getElementById(entry.id)
    if (!next || isInUse(entry)) continue
    keepOpen(entry, next)
    if (entry.isEqualNode(next)) continue
    const wasHere = entry.contains(document.activeElement)
    entry.replaceWith(document.adoptNode(next))
    if (wasHere) next.querySelector('.entry__masking > summary')?.focus({ preventScroll: true })
  }
})

let shown = Number(log.dataset.seq)

new MutationObserver((changes) => {
  for (const { dataset } of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (!['masked', 'unmasked'].includes(dataset?.kind) || Number(dataset.seq) <= shown) continue
    shown = Number(dataset.seq)
    showAnew()
  }
}).observe(entries, { childList: true })

async function showOriginal(form) {
  const response = await fetch(form.action, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: 'application/json' },
  })
  if (!response.ok) throw new Error('refused')
  const { words } = await response.json()
  const shown = form.querySelector('template').content.firstElementChild.cloneNode(true)
  shown.querySelector('.entry__original-words').textContent = words
  form.replaceWith(shown)
  shown.focus()
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('form[data-original]')) return
  event.preventDefault()
  showOriginal(form).catch(() => form.submit())
})

// The words somebody chose with mouse or finger go into the field of that message.
let chosen = { text: '', entry: null }

document.addEventListener('selectionchange', () => {
  const selection = getSelection()
  const entry = selection.anchorNode?.parentElement?.closest('.entry__words')?.closest('[data-seq]')
  if (entry && !selection.isCollapsed) chosen = { text: selection.toString().trim(), entry }
})

document.addEventListener(
  'toggle',
  (event) => {
    if (!event.target.matches?.('.entry__masking') || !event.target.open) return
    const field = event.target.querySelector('input[name="passage"][type="text"]')
    if (chosen.text && chosen.entry === event.target.closest('[data-seq]')) field.value = chosen.text
    chosen = { text: '', entry: null }
  },
  true,
)
