// What in somebody's words tells who they are: the server found it, the writer chooses. Words come in as text, never as HTML.

export function ask(form, found) {
  const guard = form.querySelector('[data-guard]')
  const items = found.map(({ words, label, why }) => {
    const item = document.createElement('li')
    for (const [tag, name, text] of [['mark', 'words', words], ['strong', 'label', label], ['span', 'why', why]]) {
      const part = item.appendChild(document.createElement(tag))
      part.className = `guard__${name}`
      part.textContent = text
      if (tag === 'mark') part.dir = 'auto'
      item.append(' ')
    }
    return item
  })
  guard.querySelector('[data-guard-list]').replaceChildren(...items)
  guard.hidden = false
  guard.focus({ preventScroll: true })
  guard.scrollIntoView({ block: 'nearest' })
}

export function stopAsking(form) {
  const guard = form.querySelector('[data-guard]')
  if (!guard || guard.hidden) return
  const hadFocus = guard.contains(document.activeElement)
  guard.hidden = true
  if (hadFocus) form.elements.words.focus()
}
