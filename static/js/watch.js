// While somebody types: shows the help line that fits, at a few words. It looks for itself; nothing leaves the page.

// The sound of a word, as loket/triage/reading.py has it.
const LETTERS = { ı: 'i', ø: 'o', ł: 'l', đ: 'd', ß: 's' }
const SOUNDS = [
  [/([aeiou])\1{2,}/g, '$1$1'],
  [/([^aeiou])\1+/g, '$1'],
  [/ij|y/g, 'ei'],
  [/au/g, 'ou'],
  [/sch/g, 'sg'],
  [/ch/g, 'g'],
  [/ck|q|c/g, 'k'],
  [/ks/g, 'x'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/([^aeiou])\1+/g, '$1'],
  [/dt$|d$/, 't'],
  [/b$/, 'p'],
  [/(?<=[^aeiou])en$/, 'e'],
]

export function sound(word) {
  const plain = [...word.toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join('')
  const key = plain.normalize('NFKD').replace(/[\p{M}'’`´]/gu, '')
  return SOUNDS.reduce((key, [pattern, replacement]) => key.replace(pattern, replacement), key)
}

function look(box) {
  const strip = document.getElementById('watch')
  const heard = new Set((box.value.match(/[\p{L}\p{N}'’`´]+/gu) ?? []).map(sound))
  for (const line of strip.querySelectorAll('[data-watch]')) {
    if (line.dataset.watch.split(' ').some((word) => heard.has(word))) line.hidden = false
  }
  if (strip.querySelector('[data-watch]:not([hidden])')) strip.hidden = false
}

document.addEventListener('input', (event) => event.target.matches('.watched textarea') && look(event.target))

// What was sent has its help beside it, in the conversation.
document.addEventListener('reset', (event) => {
  if (!event.target.matches('.watched form')) return
  for (const part of document.querySelectorAll('#watch, #watch [data-watch]')) part.hidden = true
})
