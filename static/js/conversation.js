// The open conversation, for residents and staff alike: what is new is fetched and added, what is written is posted.

import { bell, watch } from './bell.js'
import { coalesced, loadPage, renewLiveParts } from './page.js'
import { listenToWriting, onNews } from './write.js'
import './presence.js'
import './quote.js'

const log = document.getElementById('log')
const entries = document.getElementById('log-entries')

const lastSeq = () => Number(log.dataset.seq)
const isAtBottom = () => entries.lastElementChild?.getBoundingClientRect().top < innerHeight

// Whoever wrote it heard that it was sent; it is not read to them again, unless there is more in it than they wrote: whom to call.
const isKnown = (item) => 'own' in item.dataset && !item.querySelector('.help-now, .entry__told')

function show(news) {
  const added = []
  const follow = isAtBottom() && !document.getElementById('code')
  const items = [...news.querySelectorAll('[data-seq]')].filter((item) => !document.getElementById(item.id))
  if (items.length) log.setAttribute('aria-live', items.every(isKnown) ? 'off' : 'polite')
  for (const item of items) {
    item.classList.add('entry--arrived')
    added.push(entries.appendChild(document.adoptNode(item)))
  }
  if (added.length && follow) added[0].scrollIntoView({ block: 'nearest' })
  return added
}

function tellState({ stateTitle, stateText }) {
  const title = document.getElementById('state-title')
  if (!title || !stateTitle) return
  if (title.textContent !== stateTitle) title.textContent = stateTitle
  document.getElementById('state-text').textContent = stateText
}

// Hidden in another tab of this browser.
function hideTo(seq) {
  const earlier = [...entries.children].filter((item) => Number(item.dataset.seq) <= seq)
  for (const item of earlier) item.remove()
  if (earlier.length && !isBusyWriting()) location.reload()
}

const isBusyWriting = () => [...document.querySelectorAll('form[data-write] textarea')].some((box) => box.value.trim())

// The session ended. Words not yet sent stay on the screen to be copied; what others wrote does not.
function close() {
  // Whoever pressed the way out is being led elsewhere by exit.js, however slowly.
  if (document.documentElement.hidden || !dispatchEvent(new Event('over', { cancelable: true }))) return
  if (!isBusyWriting()) return location.replace(log.dataset.homeUrl)
  entries.replaceChildren()
  onNews.gone()
}

const logSince = coalesced(async () => {
  let page
  try {
    page = await loadPage(`${log.dataset.newsUrl}?since=${lastSeq()}`)
  } catch (refused) {
    if (refused.status === 410 && !isBusyWriting()) location.reload() // withdrawn: the page at this address says so
    else if ([401, 404, 410].includes(refused.status)) close()
    return
  }
  const news = page.getElementById('log-news')
  if (!news) return close()
  dispatchEvent(new CustomEvent('heard', { detail: news.dataset }))
  hideTo(Number(news.dataset.hiddenTo ?? 0))
  const added = show(news)
  log.dataset.seq = Math.max(lastSeq(), Number(news.dataset.seq))
  tellState(news.dataset)
  if (news.dataset.ref && news.dataset.ref !== log.dataset.ref) {
    log.dataset.ref = news.dataset.ref
    watch(log.dataset.ref)
  }
  onNews.came(added, lastSeq())
  if (added.length && document.querySelector('[data-live]')) await renewLiveParts().catch(() => {})
})

// Long after the question comes the answer: show its beginning, unless something else on the page asks for attention first.
function showNewest() {
  const newer = entries.querySelector('.entry--newer')
  const target = newer ?? entries.lastElementChild
  if (!target) return
  if (log.scrollHeight > log.clientHeight) log.scrollTop = target.offsetTop
  else if (newer) newer.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  else if (!document.querySelector('#code, [autofocus]') && target.getBoundingClientRect().top > innerHeight * 0.6)
    target.scrollIntoView({ block: 'start', behavior: 'instant' })
}

bell.addEventListener('awake', logSince)
bell.addEventListener('changed', logSince)
watch(log.dataset.ref)
listenToWriting(logSince)
showNewest()
