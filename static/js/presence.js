// Who is here and who is typing: a role, never a name, and never what.

import { bell } from './bell.js'

const TYPING_LASTS = 5_000

const line = document.getElementById('presence')
const labels = JSON.parse(line.dataset.roleLabels)
const here = new Set()
let typist = null
let forget = null

function tell() {
  const sentences = [...here].filter((who) => who !== typist).map((who) => line.dataset.isHere.replace('{who}', labels[who]))
  if (typist) sentences.push(line.dataset.isTyping.replace('{who}', labels[typist]))
  const text = sentences.join(' ')
  if (line.textContent !== text) line.textContent = text
}

function stopTyping() {
  typist = null
  tell()
}

bell.addEventListener('presence', ({ detail }) => {
  if (!(detail.who in labels)) return
  if (detail.here) here.add(detail.who)
  else here.delete(detail.who)
  if (!detail.here && typist === detail.who) typist = null
  tell()
})

bell.addEventListener('typing', ({ detail }) => {
  if (!(detail.who in labels)) return
  typist = detail.who
  clearTimeout(forget)
  forget = setTimeout(stopTyping, TYPING_LASTS)
  tell()
})

bell.addEventListener('lost', () => {
  here.clear()
  stopTyping()
})
