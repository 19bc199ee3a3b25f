// The list of questions, kept fresh: the page is fetched again and the list swapped, with focus and scroll in place.

import { bell, isConnected } from './bell.js'
import { coalesced, loadPage } from './page.js'

const SLOW = 30_000

const queue = document.getElementById('queue')
const pids = () => new Set([...queue.querySelectorAll('[data-ticket]')].map((row) => row.dataset.ticket))

// What may be danger is said aloud once, and stands above the list until somebody has looked.
const alarms = () => (document.getElementById('alarms')?.dataset.alarms ?? '').split(' ').filter(Boolean)
let known = new Set(alarms())

function tellAlarms() {
  const now = alarms()
  const status = document.getElementById('queue-alarm')
  if (now.some((pid) => !known.has(pid))) status.textContent = queue.dataset.alarmed
  else if (!now.length) status.textContent = ''
  known = new Set(now)
}

let loadedAt = Date.now()

function swap(fresh) {
  const before = pids()
  const focused = document.activeElement.closest('#queue a')
  const focusedPid = focused?.closest('[data-ticket]')?.dataset.ticket
  const focusedUrl = focused?.getAttribute('href')
  queue.replaceChildren(...document.adoptNode(fresh).childNodes)
  if (focused) {
    const row = focusedPid && queue.querySelector(`[data-ticket="${CSS.escape(focusedPid)}"] a`)
    const same = row || [...queue.querySelectorAll('a')].find((link) => link.getAttribute('href') === focusedUrl)
    same?.focus({ preventScroll: true })
  }
  tellAlarms()
  const hasNew = [...pids()].some((pid) => !before.has(pid))
  document.getElementById('queue-status').textContent = hasNew ? queue.dataset.came : ''
}

const reload = coalesced(async () => {
  loadedAt = Date.now()
  let page
  try {
    page = await loadPage(location.href)
  } catch (refused) {
    // Signed out: what is on the screen goes. Beside an open conversation, conversation.js sees to that.
    if (refused.status === 404 && !document.getElementById('log')) location.reload()
    return
  }
  const fresh = page.getElementById('queue')
  if (fresh && !fresh.isEqualNode(queue)) swap(fresh)
})

// A long list opens where its reader is.
queue.querySelector('.row__link[aria-current]')?.scrollIntoView({ block: 'center', behavior: 'instant' })

bell.addEventListener('queue', reload)
bell.addEventListener('awake', () => {
  if (isConnected() || Date.now() - loadedAt > SLOW) reload()
})
