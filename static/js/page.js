// Pages of our own server as documents: the browser parses them, so no text ever becomes HTML in a script.

class Refused extends Error {
  constructor(status) {
    super(`status ${status}`)
    this.status = status
  }
}

export function loadPage(url, { byItself = true, body = null } = {}) {
  return new Promise((resolve, reject) => {
    if (document.documentElement.hidden) return reject(new Refused(0)) // whoever pressed the way out asks nothing more
    const request = new XMLHttpRequest()
    request.open(body ? 'POST' : 'GET', url)
    request.responseType = 'document'
    request.timeout = 15_000 // a network that went away may never answer, and nobody else asks meanwhile
    request.setRequestHeader('Accept', 'text/html')
    if (byItself) request.setRequestHeader('Loket-By-Itself', '1')
    request.onload = () => {
      if (request.status === 200 && request.response) resolve(request.response)
      else reject(new Refused(request.status))
    }
    request.onerror = request.ontimeout = () => reject(new Refused(0))
    request.send(body)
  })
}

const hasChoice = (select) => select.selectedIndex !== Math.max(0, [...select.options].findIndex((option) => option.defaultSelected))

const isInUse = (element) =>
  element.contains(document.activeElement) ||
  [...element.querySelectorAll('textarea')].some((box) => box.value !== box.defaultValue || box.value !== '') ||
  [...element.querySelectorAll('select')].some(hasChoice)

// What was unfolded stays unfolded.
export function keepOpen(part, next) {
  const [before, after] = [part, next].map((element) => element.querySelectorAll('details'))
  if (before.length === after.length) before.forEach((details, place) => (after[place].open = details.open))
}

// Swap every part marked `data-live` that nobody is busy with.
export async function renewLiveParts() {
  const fresh = await loadPage(location.href)
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    if (!next || isInUse(part)) continue
    keepOpen(part, next)
    if (!part.isEqualNode(next)) part.replaceWith(document.adoptNode(next))
  }
}

// Run one at a time; asked again meanwhile, it runs once more, so that nothing rung is missed.
export function coalesced(work) {
  let running = null
  let again = false
  return function run() {
    if (running) {
      again = true
      return running
    }
    running = work().finally(() => {
      running = null
      if (again) {
        again = false
        return run()
      }
    })
    return running
  }
}
