// Who is here and who is typing: a role, never a name, and never what.

import { bell } from './bell.js'

const TYPING_LASTS = 5_000

const { roleLabels, isHere, isTyping } = document.getElementById('presence').dataset
const labels = JSON.parse(roleLabels)
const here = new Set()
// The two lines change apart, so that a screen reader hears only what is new.
const hereLine = document.getElementById('who-is-here')
const typingLine = document.getElementById('who-is-typing')
let forget = null

function tell(line, text) {
  if (line.textContent !== text) line.textContent = text
}

const tellHere = () => tell(hereLine, [...here].map((who) => isHere.replace('{who}', labels[who])).join(' '))

function stopTyping() {
  clearTimeout(forget)
  tell(typingLine, '')
}

bell.addEventListener('presence', ({ detail }) => {
  if (!(detail.who in labels)) return
  if (detail.here) here.add(detail.who)
  else here.delete(detail.who)
  tellHere()
})

bell.addEventListener('typing', ({ detail }) => {
  if (!(detail.who in labels)) return
  clearTimeout(forget)
  tell(typingLine, isTyping.replace('{who}', labels[detail.who]))
  forget = setTimeout(stopTyping, TYPING_LASTS)
})

bell.addEventListener('changed', stopTyping)
bell.addEventListener('lost', () => {
  here.clear()
  tellHere()
  stopTyping()
})
