// "Niets meer tonen": what was said goes at once, from every page of ours in this browser, while the server is being told.

const others = 'BroadcastChannel' in window ? new BroadcastChannel('hide') : null
const clear = () => document.getElementById('log-entries')?.replaceChildren()

document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-hide]')) return
  clear()
  others?.postMessage('')
})
others?.addEventListener('message', clear)
