// The whole visit is one entry in this tab's history, so that Back after the way out finds nothing of ours: forms are sent without going
// anywhere, and what comes next takes the place of what was there. The scripts of a page look up its elements when they need them.

const WITHIN = 60_000

function send(form, button) {
  const fields = new URLSearchParams(new FormData(form))
  if (button?.name) fields.append(button.name, button.value)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', button?.getAttribute('formaction') ?? form.action)
    request.responseType = 'document'
    request.timeout = WITHIN
    request.setRequestHeader('Accept', 'text/html')
    request.setRequestHeader('Loket-In-Place', '1')
    request.onload = () => resolve(request)
    request.onerror = request.ontimeout = () => reject(new Error('not sent'))
    request.send(fields)
  })
}

const sheetsOf = (page) => [...page.querySelectorAll('link[rel="stylesheet"]')]

async function addSheets(page) {
  const here = new Set(sheetsOf(document).map((sheet) => sheet.href))
  const missing = sheetsOf(page).filter((sheet) => !here.has(sheet.href))
  const loaded = missing.map((sheet) => new Promise((done) => (sheet.onload = sheet.onerror = done)))
  document.head.append(...missing.map((sheet) => document.adoptNode(sheet)))
  await Promise.all(loaded)
}

// The scripts of the page that was here may still be on their way to it.
const isWhole = () => document.readyState === 'complete' || new Promise((done) => addEventListener('load', done, { once: true }))

async function show(page) {
  await Promise.all([addSheets(page), isWhole()])
  if (document.documentElement.hidden) return
  dispatchEvent(new Event('left')) // what listened for the page that was here
  document.documentElement.lang = page.documentElement.lang
  document.documentElement.dir = page.documentElement.dir
  const scripts = [...page.querySelectorAll('script[src]')].map((script) => script.src)
  document.body.replaceWith(document.adoptNode(page.body))
  await Promise.all(scripts.map((script) => import(script)))
  scrollTo(0, 0)
  const target = document.querySelector('[autofocus]') ?? document.getElementById('inhoud')
  target.focus()
}

async function submit(form, button) {
  const alert = document.getElementById('not-sent')
  form.setAttribute('aria-busy', 'true')
  alert.textContent = ''
  try {
    const answer = await send(form, button)
    if (document.documentElement.hidden) return // whoever pressed the way out is being led elsewhere
    const next = answer.getResponseHeader('Loket-Leads-To')
    if (next) location.replace(next)
    else await show(answer.response)
  } catch {
    form.append(alert)
    alert.textContent = alert.dataset.notSent
  } finally {
    form.removeAttribute('aria-busy')
  }
}

// On the window: whatever the page's own scripts deal with, they have dealt with by then; and while they are still on their way, we do.
addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method !== 'post' || 'download' in form.dataset) return // what is fetched to be kept goes its own way
  event.preventDefault()
  if (!form.hasAttribute('aria-busy')) submit(form, event.submitter)
})

addEventListener('click', (event) => {
  const link = event.target.closest('a[href]')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  location.replace(link.href)
})
