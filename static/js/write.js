// Writing: a form is posted without leaving the page. What fails stays in the box, under the same client id, so
// that a second try is still one message.

import { sayTyping } from './bell.js'
import { ask, stopAsking } from './guard.js'
import { clearQuote } from './quote.js'

const TYPING_EVERY = 3_000

const newClientId = () =>
  crypto.randomUUID?.() ??
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const forms = () => document.querySelectorAll('form[data-write]')
const boxOf = (form) => form.elements.words

function tell(form, text) {
  const alert = form.querySelector('[data-alert]')
  alert.textContent = text
  form.querySelector('[data-status]').textContent = ''
  if (text) alert.scrollIntoView({ block: 'nearest' })
}

function clear(form) {
  form.reset() // only this tells the browser that an empty box is no longer a mistake
  boxOf(form).value = ''
  boxOf(form).removeAttribute('aria-invalid')
  form.querySelector('.utrecht-form-field-error-message')?.remove()
  form.querySelector('.utrecht-form-field--invalid')?.classList.remove('utrecht-form-field--invalid')
  form.elements.client_id.value = newClientId()
  clearQuote(form)
  stopAsking(form)
  tell(form, '')
}

async function answerOf(response) {
  try {
    return await response.json()
  } catch {
    return {}
  }
}

// The words came over. What was typed meanwhile is the beginning of the next message: it stays.
function written(form, words) {
  if (boxOf(form).value === words) return clear(form)
  form.elements.client_id.value = newClientId()
  clearQuote(form)
  tell(form, '')
}

// Forms of which the button was pressed once more while they were still being sent.
const pressedAgain = new WeakSet()

async function post(form, catchUp, submitter) {
  const status = form.querySelector('[data-status]')
  const words = boxOf(form).value
  const body = new FormData(form)
  if (submitter?.name === 'guard') body.set('guard', submitter.value)
  let isWritten = false
  form.setAttribute('aria-busy', 'true')
  status.textContent = ''
  if (body.get('guard') !== 'ask') stopAsking(form)
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(body),
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout?.(30_000),
    })
    const answer = await answerOf(response)
    if (response.status === 201) {
      isWritten = true
      written(form, words)
      status.textContent = form.dataset.sent
      await catchUp()
    } else if (response.status === 409 && answer.newer) {
      await catchUp()
      tell(form, answer.error ?? form.dataset.came)
    } else if (response.status === 422 && answer.found) {
      tell(form, '')
      ask(form, answer.found)
    } else if (response.redirected || response.status === 401 || response.status === 404) {
      tell(form, form.dataset.gone)
    } else {
      tell(form, answer.error ?? form.dataset.failed)
    }
  } catch {
    tell(form, form.dataset.failed)
  } finally {
    form.removeAttribute('aria-busy')
    if (pressedAgain.delete(form) && isWritten && boxOf(form).value.trim()) form.requestSubmit()
  }
}

// What the conversation tells the forms.
export const onNews = {
  // `seen` follows the screen; somebody in the middle of a sentence is told that the screen changed.
  came(added, seq) {
    const foreign = added.filter((item) => !('own' in item.dataset) && !item.classList.contains('entry--line'))
    for (const form of forms()) {
      form.elements.seen.value = seq
      if (!foreign.length || !boxOf(form).value.trim()) continue
      for (const item of foreign) item.classList.add('entry--newer')
      form.querySelector('[data-status]').textContent = form.dataset.came
    }
  },
  gone() {
    for (const form of forms()) tell(form, form.dataset.gone)
  },
}

export function listenToWriting(catchUp) {
  let saidAt = 0
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!form.matches('form[data-write]') || event.defaultPrevented) return
    event.preventDefault()
    if (form.hasAttribute('aria-busy')) pressedAgain.add(form)
    else post(form, catchUp, event.submitter)
  })
  document.addEventListener('input', (event) => {
    event.target.form?.querySelector('[data-status]')?.replaceChildren()
    if (event.target.form?.dataset.write !== 'answer' || Date.now() - saidAt < TYPING_EVERY) return
    saidAt = Date.now()
    sayTyping()
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
    if (event.target.matches('form[data-write] textarea')) event.target.form.requestSubmit()
  })
}
